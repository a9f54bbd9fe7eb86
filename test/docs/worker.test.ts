import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Cluster } from '../../activities/kubernetes/cluster.js';
import { defaultProbeImage } from '../../activities/probes/own-pod.js';
import { missingForPlan, missingPermissions } from '../../activities/preflight/permissions.js';
import { configFrom } from '../../worker/config.js';
import { serveHealth } from '../../worker/health.js';
import { WorkerMetrics } from '../../worker/metrics.js';
import type { Traffic } from '../../domain/release-spec.js';
import { planOf, specOf } from '../domain/planned.js';
import { names, table } from './pages.js';

const page = 'docs/worker.md';
const [ours, temporals] = [true, false].map((isOurs) =>
  table(page, 'variable').filter(([name]) => names(name).some((each) => each.startsWith('TEMPORAL_')) !== isOurs),
);

/** The variables that the sources of these folders ask for by name. */
function variablesIn(...folders: string[]): string[] {
  const ls = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard']; // whoever owns the checkout
  const files = execFileSync('git', [...ls, ...folders], { encoding: 'utf8' });
  const found = files
    .split('\n')
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\benv\['(\w+)'\]/g)].map(([, name = '']) => name));
  return [...new Set(found)];
}

test('the worker’s variables are those that it reads', () => {
  const read = new Set(variablesIn('worker', 'activities'));
  const get = (_: object, name: string | symbol): undefined => void read.add(String(name));
  configFrom(new Proxy<Record<string, string | undefined>>({}, { get }));
  expect((ours ?? []).flatMap(([name]) => names(name)).toSorted()).toEqual([...read].toSorted());
});

test('and so are their defaults', () => {
  const read = configFrom({ SLUICE_PROMETHEUS_URL: 'http://prometheus:9090' });
  const told = Object.fromEntries((ours ?? []).map(([name, , otherwise]) => [names(name)[0], names(otherwise)[0]]));
  expect(read).toMatchObject({
    config: {
      prometheusUrl: 'http://prometheus:9090',
      cluster: told['SLUICE_CLUSTER'],
      httpHost: told['SLUICE_HTTP_HOST'],
      httpPort: Number(told['SLUICE_HTTP_PORT']),
      logLevel: told['SLUICE_LOG_LEVEL'],
      maxCachedWorkflows: Number(told['SLUICE_MAX_CACHED_WORKFLOWS']),
    },
  });
  expect(told['SLUICE_PROBE_IMAGE']).toBe(defaultProbeImage);
});

test('Temporal’s variables are read by Temporal’s library', () => {
  const library = 'node_modules/@temporalio/envconfig/lib';
  const source = readdirSync(library).map((file) => readFileSync(`${library}/${file}`, 'utf8'));
  const told = (temporals ?? []).flatMap(([name]) => names(name));
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter((name) => !source.join('').includes(name))).toEqual([]);
});

test('the command’s variables in docs/command-line.md are those that it reads', () => {
  const told = table('docs/command-line.md', 'variable').flatMap(([name]) => names(name));
  expect(told.toSorted()).toEqual(
    variablesIn('client')
      .filter((name) => name !== 'TERM')
      .toSorted(),
  );
});

test('the metrics are those that it serves, with their labels', async () => {
  const metrics = new WorkerMetrics();
  metrics.countCached(() => 0);
  const served = (await metrics.registry.getMetricsAsJSON()).map(({ name }) => name);
  const labels = (name: string) => {
    const metric: unknown = metrics.registry.getSingleMetric(name);
    return (metric as { labelNames: string[] }).labelNames;
  };
  const told = table(page, 'metric').map(([name, own]) => `${names(name)[0]} ${names(own).join()}`);
  const ofOurs = served.filter((name) => name.startsWith('sluice_')).map((name) => `${name} ${labels(name).join()}`);
  expect(told.toSorted()).toEqual(ofOurs.toSorted());
  expect(served.filter((name) => !/^(sluice|process|nodejs)_/.test(name))).toEqual([]);
});

test('the paths are those that it answers, 503 while it is not ready', async () => {
  const { registry } = new WorkerMetrics();
  let isReady = false;
  const server = await serveHealth({ isReady: () => isReady, registry }, { httpHost: '127.0.0.1', httpPort: 0 });
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    const told = table(page, 'path').flatMap(([path]) => names(path));
    expect(told).toEqual(['/healthz', '/readyz', '/metrics']);
    expect(await Promise.all(told.map(status))).toEqual([200, 503, 200]);
    isReady = true;
    expect(await Promise.all(told.map(status))).toEqual([200, 200, 200]);
  } finally {
    server.close();
  }
});

const headers = { authorization: { name: 'probe', key: 'token' } };
const verify = { requests: [], load: { path: '/', headers, requests: 1, concurrency: 1, maxFailed: 0 } };
const canary = { ...specOf().canary, source: { kind: 'image' as const, image: 'a', env: {} } };

const freeze = { windows: [], shared: [{ namespace: 'bookinfo', configMap: 'freeze' }] };

const soon = () => new AbortController().signal;
const byGateway = (resource: 'HTTPRoute' | 'GRPCRoute'): Traffic => {
  return { kind: 'gateway-api', resource, name: 'reviews', rule: { by: 'index', index: 0 } };
};

test('the permissions are those that preflight asks for', async () => {
  const nothing = { allowed: () => Promise.resolve(false) } as unknown as Cluster;
  const byPods: Traffic = { kind: 'replicas', round: 'up' };
  const ways = [specOf().traffic, byPods, ...(['HTTPRoute', 'GRPCRoute'] as const).map(byGateway)];
  const missing = await Promise.all(
    ways.map((traffic) => missingPermissions(nothing, specOf({ verify, canary, freeze, traffic }), soon())),
  );
  const scaled = { autoscaling: { make: { name: 'reviews-v2', min: 1, max: 2 } } };
  const planned = planOf();
  const route = { ...planned.route, meshRoute: { name: 'reviews-sluice-mesh', host: 'reviews', canaryLeaves: true } };
  const ofPlan = await missingForPlan(nothing, specOf(), { ...scaled, route }, soon());
  const asked = [...missing.flat(), ...ofPlan].map(
    (text) => /has no permission to (\w+) (\S+) (?:\(probe\) )?in/.exec(text)?.slice(1).join(' ') ?? text,
  );
  const told = table(page, 'resource').flatMap(([resource, verbs = '']) =>
    verbs.split(', ').map((verb) => `${verb} ${names(resource)[0]}`),
  );
  expect(told.toSorted()).toEqual([...new Set(asked)].toSorted());
});
