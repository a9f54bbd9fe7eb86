import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type OwnHome, ownHome } from './own-home.js';
import { kubectl, playground } from './playground-command.js';
import '../patience.js';

delete process.env['TEMPORAL_ADDRESS']; // it is to have one of its own

// Somebody's cluster with Istio and Prometheus: the playground's own, seen from another home.
let home: OwnHome;
let env: Record<string, string>;

beforeAll(async () => {
  home = await ownHome();
  env = { ...home.env, KUBECONFIG: (await playground(['kubeconfig'])).stdout };
});
afterAll(async () => {
  await home.remove();
  await playground(['up']);
});

const context = ['--context', 'sluice-playground'];
const namespaces = async () => (await kubectl(['get', 'namespaces', '-o', 'name'])).split('\n');

test('an existing cluster is used: what it has is found, what is ours is made', async () => {
  const { exitCode, stdout, stderr } = await playground(['up', ...context, '--json'], { env });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { parts } = JSON.parse(stdout) as { parts: { name: string; state: string; address?: string }[] };
  expect(parts.map(({ name, state }) => `${name} ${state}`)).toEqual(
    ['temporal', 'istio', 'prometheus', 'bookinfo', 'shop', 'users'].map((name) => `${name} up`),
  );
  const prometheus = parts.find(({ name }) => name === 'prometheus')?.address ?? '';
  expect((await fetch(`${prometheus}/-/ready`)).status).toBe(200);
});

test('the verbs take the context, too', async () => {
  const { stdout } = await playground(['traffic', ...context, '--json'], { env });
  expect(Object.keys((JSON.parse(stdout) as { streams: object }).streams)).toContain('mesh-reviews');
});

test('down takes out the namespaces that are ours and touches nothing else', async () => {
  const before = await namespaces();
  const { exitCode } = await playground(['down', ...context], { env });
  expect(exitCode).toBe(0);
  const ours = ['bookinfo', 'shop', 'users'].map((name) => `namespace/${name}`);
  expect(await namespaces()).toEqual(before.filter((name) => !ours.includes(name)));
});
