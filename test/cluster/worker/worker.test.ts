import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { execa } from 'execa';
import { kubeconfigFile } from '../../../playground/paths.js';
import { presentEnvironment } from '../../../playground/present-ports.js';
import { searchAttributes } from '../../../domain/message.js';
import { temporalProgram } from '../../../playground/temporal/program.js';
import { startDevServer } from '../../workflows/dev-server.js';
import { eventually } from '../playground/playground-command.js';
import '../patience.js';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await startDevServer();
});
afterAll(() => env.teardown());

/** A worker in a process of its own, as it is started from the sources, on the test's own Temporal. */
function start(changes: Record<string, string> = {}) {
  return execa(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
    reject: false,
    stdin: 'ignore',
    timeout: 600_000,
    env: {
      NODE_OPTIONS: '',
      TEMPORAL_ADDRESS: env.address ?? '',
      KUBECONFIG: kubeconfigFile,
      SLUICE_PROMETHEUS_URL: presentEnvironment().SLUICE_PROMETHEUS_URL,
      SLUICE_HTTP_HOST: '127.0.0.1',
      SLUICE_HTTP_PORT: '0',
      ...changes,
    },
  });
}

/** What it said on the line `ready`. */
async function ready(worker: ReturnType<typeof start>): Promise<Record<string, unknown>> {
  let text = '';
  worker.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const line = await eventually(async () => text.split('\n').find((each) => each.includes('"msg":"ready"')), 400);
  if (line === undefined) throw new Error(`the worker never was ready: ${text}`);
  return JSON.parse(line) as Record<string, unknown>;
}

const get = (url: string) =>
  fetch(url).then(async (response) => ({ status: response.status, text: await response.text() }));

test('a worker gets ready, tells of itself, and ends with 0 on SIGTERM', async () => {
  const worker = start();
  const { http, searchable, namespace } = await ready(worker);
  expect({ searchable, namespace }).toEqual({ searchable: true, namespace: 'default' });
  expect((await get(`${String(http)}/healthz`)).status).toBe(200);
  expect(await eventually(async () => (await get(`${String(http)}/readyz`)).status === 200)).toBe(true);
  const { text } = await get(`${String(http)}/metrics`);
  for (const name of [
    ...['sluice_act_duration_seconds', 'sluice_step_duration_seconds', 'sluice_releases_ended_total'],
    ...['sluice_releases', 'sluice_canary_weight_percent', 'sluice_check_value', 'sluice_cached_workflows'],
  ])
    expect(text).toContain(`# TYPE ${name} `);
  expect((await get(`${String(http)}/else`)).status).toBe(404);
  worker.kill('SIGTERM');
  const { exitCode, stdout } = await worker;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});

test('mistakes in the settings end it with 2, all of them at once', async () => {
  const { exitCode, stderr } = await start({
    ...{ SLUICE_PROMETHEUS_URL: '', SLUICE_HTTP_PORT: 'many', KUBECONFIG: '/nowhere/kubeconfig' },
  });
  expect(exitCode).toBe(2);
  expect(stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
    ...['SLUICE_PROMETHEUS_URL', 'SLUICE_HTTP_PORT', 'KUBECONFIG'],
  ]);
});

test('a namespace that Temporal does not have ends it with 2, Temporal that is not there with 1', async () => {
  const [lost, alone] = await Promise.all([
    start({ TEMPORAL_NAMESPACE: 'nowhere' }),
    start({ TEMPORAL_ADDRESS: '127.0.0.1:1' }),
  ]);
  expect(lost.exitCode).toBe(2);
  expect(lost.stderr).toContain('has no namespace nowhere. Create it, or set TEMPORAL_NAMESPACE');
  expect(alone.exitCode).toBe(1);
  expect(alone.stderr).toContain('Temporal at 127.0.0.1:1 does not answer');
});

test('search attributes that Temporal lacks are added, and usable at once', async () => {
  const executable = { type: 'existing-path' as const, path: await temporalProgram() };
  const bare = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  const worker = start({ TEMPORAL_ADDRESS: bare.address ?? '' });
  expect(await ready(worker)).toMatchObject({ searchable: true });
  for (const name of searchAttributes) {
    const found = bare.client.workflow.list({ query: `${name} = "none"` });
    expect(await found[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
  }
  worker.kill('SIGTERM');
  expect((await worker).exitCode).toBe(0);
  await bare.teardown();
});
