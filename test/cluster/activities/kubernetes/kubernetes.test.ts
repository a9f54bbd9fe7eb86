import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Change } from '../../../../activities/kubernetes/cluster.js';
import { kubernetesCluster } from '../../../../activities/kubernetes/kubernetes-cluster.js';
import { kubeconfigFile } from '../../../../playground/paths.js';
import { eventually } from '../../playground/playground-command.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { closeNamespace, cluster, openNamespace, soon } from '../own-namespace.js';
import '../../patience.js';

const namespace = 'kubernetes-test';
const service = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service' as const,
  metadata: { name, namespace, labels },
  spec: { selector: { app: name }, ports: [{ port: 80 }] },
});
const named = (name: string) => ({ kind: 'Service' as const, namespace, name });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-kubernetes-'));
  await openNamespace(namespace);
  const metadata = { name: 'shell', namespace };
  const container = { name: 'shell', image: 'docker.io/sluice/sleep:v1', imagePullPolicy: 'Never' };
  const spec = { terminationGracePeriodSeconds: 0, containers: [{ ...container, command: ['sleep', 'infinity'] }] };
  await applyObjects({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
  await inCluster(['wait', 'pod/shell', '-n', namespace, '--for=condition=Ready', '--timeout=600s']);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await closeNamespace(namespace);
});

test('an object is created, read, found by its labels, changed and removed, with us as the field manager', async () => {
  expect(await cluster.get('Service', namespace, 'one', soon())).toBeUndefined();
  const created = await cluster.create(service('one', { set: 'crud' }), soon());
  expect(await cluster.get('Service', namespace, 'one', soon())).toEqual(created);
  await cluster.create(service('two', { set: 'other' }), soon());
  const listed = await cluster.list('Service', namespace, { labels: { set: 'crud' } }, soon());
  expect(listed).toEqual([created]);
  const changed = await cluster.patch(
    named('one'),
    [{ op: 'add', path: '/metadata/labels/more', value: 'yes' }],
    soon(),
  );
  expect(changed.metadata.labels).toEqual({ set: 'crud', more: 'yes' });
  expect(changed.metadata['managedFields']).toEqual([expect.objectContaining({ manager: 'sluice' })]);
  expect(await cluster.remove(named('one'), {}, soon())).toBe('removed');
  expect(await cluster.remove(named('one'), {}, soon())).toBe('gone');
});

test('a list longer than a page is whole', async () => {
  const names = Array.from({ length: 510 }, (_, index) => `page-${index}`);
  const secrets = names.map((name) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } }));
  await inCluster(['create', 'secret', 'generic', 'page-x', '-n', namespace]);
  for (let start = 0; start < secrets.length; start += 30)
    await Promise.all(
      secrets.slice(start, start + 30).map((each) => cluster.create({ ...each, kind: 'Secret' }, soon())),
    );
  expect(await cluster.list('Secret', namespace, {}, soon())).toHaveLength(511);
});

test('what was written in between is a conflict: a test that fails, a version or an identity that is not the one', async () => {
  const { metadata } = await cluster.create(service('three'), soon());
  const conflict = { type: 'Conflict', message: expect.stringContaining('Service kubernetes-test/three') };
  const failing = [{ op: 'test' as const, path: '/metadata/resourceVersion', value: '1' }];
  await expect(cluster.patch(named('three'), failing, soon())).rejects.toMatchObject(conflict);
  await expect(cluster.create(service('three'), soon())).rejects.toMatchObject(conflict);
  await expect(cluster.remove(named('three'), { uid: 'x' }, soon())).rejects.toMatchObject(conflict);
  await expect(cluster.remove(named('three'), { resourceVersion: '1' }, soon())).rejects.toMatchObject(conflict);
  expect(await cluster.remove(named('three'), { uid: metadata.uid ?? '' }, soon())).toBe('removed');
});

test('what the API server, or Istio’s webhook, finds wrong is told in its words; what is not there cannot be changed', async () => {
  const wrong = { ...service('four'), spec: { ports: [{ port: 0 }] } };
  await expect(cluster.create(wrong, soon())).rejects.toMatchObject({
    type: 'InvalidSpec',
    message: expect.stringContaining('spec.ports[0].port'),
  });
  const route = { route: [{ destination: { host: 'a' }, weight: -1 }] };
  const rule = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService' as const,
    metadata: { name: 'a', namespace },
  };
  await expect(cluster.create({ ...rule, spec: { hosts: ['a'], http: [route] } }, soon())).rejects.toMatchObject({
    type: 'InvalidSpec',
    message: expect.stringContaining('weight -1'),
  });
  await expect(cluster.patch(named('nobody'), [], soon())).rejects.toMatchObject({ type: 'NotFound' });
});

test('a watch tells what is there, every change as it happens, and ends with its signal', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const tell = ({ type, object }: Change) => seen.push(`${type} ${object.metadata.labels?.['step'] ?? ''}`);
  await cluster.create(service('watched', { step: '1' }), soon());
  const watching = cluster.watch({ kind: 'Service', namespace, name: 'watched' }, tell, stop.signal);
  expect(await eventually(async () => seen.length === 1)).toBe(true);
  await cluster.patch(named('watched'), [{ op: 'replace', path: '/metadata/labels/step', value: '2' }], soon());
  await cluster.create(service('unwatched'), soon());
  await cluster.remove(named('watched'), {}, soon());
  expect(await eventually(async () => seen.length === 3)).toBe(true);
  stop.abort();
  await watching;
  expect(seen).toEqual(['ADDED 1', 'MODIFIED 2', 'DELETED 2']);
});

test('a command runs in a container with its arguments as they are, and answers what it printed and its code', async () => {
  const shell = { namespace, pod: 'shell', container: 'shell' };
  const run = (command: string[], timeoutMs = 100_000, signal = soon()) =>
    cluster.exec(shell, command, { timeoutMs, signal });
  const hostile = `a "b" $(reboot) 'c' & ; \n ü`;
  expect(await run(['printf', '%s', hostile])).toEqual({ code: 0, stdout: hostile, stderr: '' });
  expect(await run(['sh', '-c', 'echo no >&2; exit 7'])).toEqual({ code: 7, stdout: '', stderr: 'no\n' });
  expect((await run(['head', '-c', '3000000', '/dev/zero'])).stdout).toHaveLength(3_000_000);
  const told = (input: string) =>
    cluster.exec(shell, ['cat'], { timeoutMs: 200_000, signal: soon(), input }).then(({ stdout }) => stdout);
  expect(await Promise.all([told('one\n"two" $(id)'), told('')])).toEqual(['one\n"two" $(id)', '']);
  await expect(run(['nope'])).rejects.toMatchObject({ type: 'InvalidSpec', message: expect.stringContaining('nope') });
  await expect(run(['sleep', '20'], 300)).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('not done within 300 ms'),
  });
  await expect(run(['sleep', '20'], 9000, AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' });
  const nowhere = cluster.exec({ ...shell, pod: 'nobody' }, ['true'], { timeoutMs: 50_000, signal: soon() });
  await expect(nowhere).rejects.toMatchObject({ type: 'NotFound', message: expect.stringContaining('no such pod') });
});

test('an account without permissions is told so, before it tries and when it does', async () => {
  await inCluster(['create', 'serviceaccount', 'nobody', '-n', namespace]);
  const token = await inCluster(['create', 'token', 'nobody', '-n', namespace]);
  const config = parse(await readFile(kubeconfigFile, 'utf8')) as { users: { name: string; user: unknown }[] };
  const path = join(folder, 'nobody');
  const users = config.users.map(({ name }) => ({ name, user: { token } }));
  await writeFile(path, stringify({ ...config, users }));
  const poor = kubernetesCluster({ path });
  expect(await poor.allowed({ verb: 'patch', kind: 'VirtualService', namespace }, soon())).toBe(false);
  expect(await cluster.allowed({ verb: 'patch', kind: 'VirtualService', namespace }, soon())).toBe(true);
  await expect(poor.get('Service', namespace, 'one', soon())).rejects.toMatchObject({
    type: 'Forbidden',
    message: expect.stringContaining('system:serviceaccount:kubernetes-test:nobody'),
  });
  const exec = poor.exec({ namespace, pod: 'shell', container: 'shell' }, ['true'], {
    timeoutMs: 50_000,
    signal: soon(),
  });
  await expect(exec).rejects.toMatchObject({ type: 'Forbidden' });
});
