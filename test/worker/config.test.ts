import { expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFrom } from '../../worker/config.js';
import { settingsFrom } from '../../worker/settings.js';

const least = { SLUICE_PROMETHEUS_URL: 'http://prometheus:9090', TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' };

const problemsOf = (env: Record<string, string>) => {
  const read = configFrom(env);
  return 'problems' in read ? read.problems : [];
};

test('the address of Prometheus is all that must be said', () => {
  expect(configFrom(least)).toEqual({
    config: {
      temporal: { connection: expect.anything(), address: 'localhost:7233', namespace: 'default' },
      cluster: 'default',
      prometheusUrl: 'http://prometheus:9090',
      httpPort: 9464,
      httpHost: '0.0.0.0',
      logLevel: 'info',
      maxCachedWorkflows: 500,
    },
  });
});

test('everything that can be said is taken', () => {
  const env = {
    ...{ ...least, SLUICE_CLUSTER: 'eu-1', SLUICE_HTTP_PORT: '0', SLUICE_HTTP_HOST: '127.0.0.1' },
    ...{ SLUICE_LOG_LEVEL: 'debug', SLUICE_MAX_CACHED_WORKFLOWS: '20', SLUICE_PROBE_IMAGE: 'curl:8' },
    ...{ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'releases' },
  };
  expect(configFrom(env)).toMatchObject({
    config: {
      temporal: { address: 'temporal:7233', namespace: 'releases' },
      ...{ cluster: 'eu-1', httpPort: 0, httpHost: '127.0.0.1', logLevel: 'debug' },
      ...{ maxCachedWorkflows: 20, probeImage: 'curl:8' },
    },
  });
});

test("Temporal's own profile is taken", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-profile-'));
  const file = join(folder, 'temporal.toml');
  await writeFile(file, '[profile.prod]\naddress = "temporal.prod:7233"\nnamespace = "prod"\n');
  const read = configFrom({ ...least, TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'prod' });
  expect(read).toMatchObject({ config: { temporal: { address: 'temporal.prod:7233', namespace: 'prod' } } });
  await rm(folder, { recursive: true });
});

test('all mistakes are told at once, each with its variable and what was expected', () => {
  const env = {
    ...{ SLUICE_PROMETHEUS_URL: 'prometheus', SLUICE_CLUSTER: 'a/b', SLUICE_HTTP_PORT: '99999' },
    ...{ SLUICE_LOG_LEVEL: 'loud', SLUICE_MAX_CACHED_WORKFLOWS: '0', TEMPORAL_PROFILE: 'nowhere' },
  };
  expect(problemsOf({ ...least, ...env }).map((problem) => problem.split(':')[0])).toEqual([
    'SLUICE_PROMETHEUS_URL',
    'SLUICE_CLUSTER',
    'SLUICE_LOG_LEVEL',
    'TEMPORAL_*',
    'SLUICE_HTTP_PORT',
    'SLUICE_MAX_CACHED_WORKFLOWS',
  ]);
});

test('credentials in an address are refused, and not repeated', () => {
  const [problem = ''] = problemsOf({ ...least, SLUICE_PROMETHEUS_URL: 'http://ada:s3cret@prometheus:9090' });
  expect(problem).toContain('takes no credentials');
  expect(problem).not.toContain('s3cret');
});

test.each(['http://prometheus:9090?token=s3cret', 'https://prometheus/base#s3cret'])(
  'an address takes no query, in which a token may be: %s',
  (SLUICE_PROMETHEUS_URL) => {
    expect(problemsOf({ ...least, SLUICE_PROMETHEUS_URL })).toEqual([
      'SLUICE_PROMETHEUS_URL: takes nothing after a "?" or "#": expected a URL such as http://prometheus:9090',
    ]);
  },
);

test("the receivers' file is read, and its mistakes are told without what stands in it", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-receivers-'));
  const file = join(folder, 'receivers.yaml');
  const problems = () => {
    const settings = settingsFrom({ ...least, SLUICE_RECEIVERS_FILE: file });
    return 'problems' in settings ? settings.problems.filter((each) => each.startsWith('SLUICE_RECEIVERS')) : [];
  };
  expect(problems()).toEqual([`SLUICE_RECEIVERS_FILE: ${file} cannot be read (ENOENT)`]);
  await writeFile(file, 'receivers: { a: { slack: { url: http://s3cret.example } } }');
  expect(problems()).toEqual([
    expect.stringMatching(/^SLUICE_RECEIVERS_FILE: line 1, receivers\.a\.slack\.url: expected https/),
  ]);
  expect(problems().join()).not.toContain('s3cret');
  await writeFile(file, 'receivers: { a: { slack: { url: https://hooks.example } } }');
  expect(problems()).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a kubeconfig that cannot be read is told with the other mistakes', () => {
  const before = process.env['KUBECONFIG'];
  process.env['KUBECONFIG'] = '/nowhere/kubeconfig';
  const settings = settingsFrom({ ...least, SLUICE_LOG_LEVEL: 'loud' });
  if (before === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = before;
  expect('problems' in settings && settings.problems).toEqual([
    expect.stringMatching(/^SLUICE_LOG_LEVEL/),
    expect.stringMatching(/^KUBECONFIG: .*\/nowhere\/kubeconfig/),
  ]);
});
