import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { freezeInConfigMaps } from '../../../activities/freeze/config-maps.js';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import { kubernetesCluster } from '../../../activities/kubernetes/kubernetes-cluster.js';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { preflight } from '../../../activities/preflight/preflight.js';
import type { Fence } from '../../../domain/fence.js';
import { kubeconfigFile } from '../../../playground/paths.js';
import { presentPorts } from '../../../playground/present-ports.js';
import { eventually, playground } from '../playground/playground-command.js';
import { query } from '../playground/prometheus-query.js';
import { applyObjects, copyBookinfo, inCluster, removeNamespace } from './bookinfo-copy.js';
import '../patience.js';

const namespace = 'preflight-test';
const fence: Fence = { release: `release/local/${namespace}/reviews/1`, since: 1, epoch: 1 };
const cluster = kubernetesCluster({ path: kubeconfigFile });
const signal = AbortSignal.timeout(1_800_000);
let address = '';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-preflight-'));
  const { parts } = JSON.parse((await playground(['status', '--json'])).stdout) as {
    parts: { name: string; address: string }[];
  };
  address = parts.find(({ name }) => name === 'prometheus')?.address ?? '';
  await copyBookinfo(namespace);
});
afterAll(async () => {
  await removeNamespace(namespace);
  await rm(folder, { recursive: true, force: true });
});

const spec = (...lines: string[]) =>
  [
    'apiVersion: sluice/v1',
    'kind: Release',
    `metadata: { namespace: ${namespace}, name: reviews }`,
    'spec:',
    "  canary: { version: v2, image: 'docker.io/sluice/reviews:v2' }",
    '  traffic: { istio: { route: primary } }',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
const verify = 'verify: { from: { pod: app=sleep }, requests: [{ get: /reviews/7 }] }';

async function examine(text: string, world: { cluster?: Cluster; url?: string } = {}) {
  const sharedFreeze = freezeInConfigMaps(cluster);
  const made = preflight({ cluster, metrics: prometheus(world.url ?? address), sharedFreeze, ...world });
  const found = await made(text, fence, signal);
  return {
    plan: found.kind === 'planned' ? found.plan : undefined,
    problems: found.kind === 'refused' ? found.problems : [],
  };
}

test('the plan of bookinfo as it comes; nothing is changed', async () => {
  const columns =
    'KIND:.kind,NAME:.metadata.name,SPEC:.metadata.generation,LABELS:.metadata.labels,NOTES:.metadata.annotations';
  const state = () => inCluster(['get', 'vs,dr,deploy,svc', '-n', namespace, '-o', `custom-columns=${columns}`]);
  const before = await state();
  const { plan, problems } = await examine(spec(verify));
  expect(problems).toEqual([]);
  expect(plan).toMatchObject({
    port: 9080,
    stable: { version: 'v1', deployment: 'reviews-v1', replicas: 1 },
    canary: { deployment: 'reviews-v2', dark: 'label', deployed: 'by-us', replicas: 1, admission: { app: 'reviews' } },
    route: {
      stable: { host: 'reviews', subset: 'v1' },
      canary: { host: 'reviews', subset: 'v2' },
      destinationRule: { name: 'reviews', exists: true },
      missingSubsets: [{ name: 'v2', labels: { version: 'v2' } }],
      before: [{ destination: { host: 'reviews', subset: 'v1' }, weight: 100 }],
    },
  });
  expect(plan?.notes).toEqual([
    `Route primary of VirtualService ${namespace}/reviews is released: no other leads to reviews.`,
    expect.stringContaining('sleep-bare'),
    expect.stringContaining('runs already'),
    expect.stringContaining('No request to reviews was counted in the last minute'), // it has no users
  ]);
  expect(await state()).toBe(before);
});

test('everything that is wrong comes at once, each with what to do', async () => {
  const text = spec(
    'verify: { from: { pod: app=sleep, container: curl }, requests: [{ get: /a, expect: { json: { a: 1 } } }] }',
    "checks: [{ name: orders, query: 'sum(', pass: '< 1' }, { name: fine, query: 'sum(nothing)', pass: '< 1' }]",
  ).replace('route: primary', 'route: primry');
  const { problems } = await examine(text);
  expect(problems).toEqual([
    expect.stringMatching(/^The query of check orders cannot be run: .*parse error/),
    expect.stringMatching(/^verify: GET \/a expects something at "a", which is no path/),
    expect.stringMatching(/^verify.from: pod .* has no container curl; there are sleep\.$/),
    `No VirtualService in ${namespace} has a route primry that leads to reviews; did you mean primary?`,
  ]);
});

test('a Prometheus that answers nonsense, or nothing, is a problem', async () => {
  const nonsense = await examine(spec(), { url: `https://127.0.0.1:${presentPorts().api}` });
  expect(nonsense.problems).toEqual([expect.stringMatching(/^The checks cannot be asked: Prometheus at https:/)]);
  const nothing = await examine(spec(), { url: 'http://127.0.0.1:1' });
  expect(nothing.problems).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
});

describe('permissions', () => {
  /** The cluster as a service account of that name sees it. */
  async function as(account: string): Promise<Cluster> {
    await inCluster(['create', 'serviceaccount', account, '-n', namespace]);
    const token = (await inCluster(['create', 'token', account, '-n', namespace])).trim();
    const config = parse(await readFile(kubeconfigFile, 'utf8')) as { users: { user: unknown }[] };
    for (const user of config.users) user.user = { token };
    const path = join(folder, account);
    await writeFile(path, stringify(config));
    return kubernetesCluster({ path });
  }

  test('an account without any is told each that it lacks, and nothing else', async () => {
    const { problems } = await examine(spec(verify), { cluster: await as('nobody') });
    expect(problems).toContain(
      `Sluice has no permission to patch virtualservices.networking.istio.io in namespace ${namespace}: grant it to the account that the worker runs as.`,
    );
    expect(problems.filter((problem) => !problem.startsWith('Sluice has no'))).toEqual([]);
    expect(new Set(problems).size).toBe(problems.length);
    expect(problems.length).toBeGreaterThan(20);
  });

  test('an account with what is asked for, and no more, gets its plan', async () => {
    const rules = [
      [[''], ['services'], ['get', 'list', 'create', 'delete']],
      [[''], ['pods'], ['get', 'list', 'watch']],
      [[''], ['pods/exec'], ['get', 'create']],
      [['apps'], ['deployments'], ['get', 'list', 'create', 'patch', 'delete']],
      [['apps'], ['replicasets'], ['list']],
      [['discovery.k8s.io'], ['endpointslices'], ['list']],
      [['networking.istio.io'], ['virtualservices'], ['get', 'list', 'watch', 'patch']],
      [['networking.istio.io'], ['destinationrules'], ['get', 'list', 'watch', 'create', 'patch', 'delete']],
    ].map(([apiGroups, resources, verbs]) => ({ apiGroups, resources, verbs }));
    const metadata = { name: 'sluice', namespace };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'sluice' };
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const subjects = [{ kind: 'ServiceAccount', name: 'somebody', namespace }];
    const own = await as('somebody');
    await applyObjects(
      { apiVersion, kind: 'Role', metadata, rules },
      { apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects },
    );
    const { plan, problems } = await examine(spec(verify), { cluster: own });
    expect(problems).toEqual([]);
    expect(plan?.notes).toContain(
      'VirtualServices of other namespaces could not be looked at, for want of permission to list them.',
    );
  });
});

describe('clients without a sidecar', () => {
  /** Steadily, so that Prometheus sees the counters rise. */
  const call = (pod: string, times: number, perSecond: number) => {
    const curl = [
      'curl',
      '-s',
      '--rate',
      `${perSecond}/s`,
      '-o',
      '/dev/null',
      `http://reviews:9080/reviews/7?[1-${times}]`,
    ];
    return inCluster(['exec', '-n', namespace, `deploy/${pod}`, '-c', 'sleep', '--', ...curl]);
  };
  /** How many requests Prometheus has seen so far. */
  const counted = async () => {
    const labels = `reporter="destination",destination_service_name="reviews",destination_service_namespace="${namespace}"`;
    return (await query(`sum(istio_requests_total{${labels}})`))[0]?.value ?? 0;
  };
  const bare = ({ problems }: { problems: string[] }) =>
    Number(
      / (\d+) requests? came that way in the last hour.* \(\1 from clients without a sidecar\)/.exec(
        problems[0] ?? '',
      )?.[1],
    );

  test('are none while those of the mesh call alone', async () => {
    await call('sleep', 240, 40);
    expect((await examine(spec())).problems).toEqual([]);
    expect(await eventually(async () => (await counted()) >= 200)).toBe(true);
    expect((await examine(spec())).problems).toEqual([]);
  });

  test('are counted, and refused with their number', async () => {
    await Promise.all([call('sleep', 240, 40), call('sleep-bare', 120, 20)]);
    const found = await eventually(async () => {
      const seen = await examine(spec());
      return bare(seen) === 120 ? seen : undefined; // every one, though their counter is new
    });
    expect(found?.problems).toEqual([
      expect.stringMatching(/^Clients without a sidecar call reviews, .*\(50 %\)\..* Give them sidecars/),
    ]);
    const accepted = await examine(spec('ways: accept'));
    expect(accepted.plan?.notes[1]).toMatch(/^Accepted: Clients without a sidecar .* 120 requests came that way/);
  });

  test('cannot get in under mutual TLS alone, and cannot be sent from', async () => {
    const metadata = { name: 'default', namespace };
    await applyObjects({
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata,
      spec: { mtls: { mode: 'STRICT' } },
    });
    expect((await examine(spec(verify))).problems).toEqual([]);
    expect((await examine(spec(verify.replace('app=sleep', 'app=sleep-bare')))).problems).toEqual([
      expect.stringMatching(/^verify.from: pod .* has no sidecar, and the canary takes mutual TLS alone/),
    ]);
  });
});

test('a namespace without anything in it', async () => {
  const { problems } = await examine(spec().replace(`namespace: ${namespace}`, 'namespace: nowhere-to-be-found'));
  expect(problems).toEqual([
    'There is no Service nowhere-to-be-found/reviews; there are none.',
    'No HTTP route of a VirtualService leads to reviews (there is no VirtualService in nowhere-to-be-found): make one whose destination it is.',
  ]);
});
