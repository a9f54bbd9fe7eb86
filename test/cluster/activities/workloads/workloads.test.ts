import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../../../activities/kubernetes/cluster.js';
import { deployments } from '../../../../activities/workloads/deployments.js';
import type { Workload } from '../../../../activities/workloads/workloads.js';
import type { Fence } from '../../../../domain/fence.js';
import type { Plan } from '../../../../domain/plan.js';
import type { Canary } from '../../../../domain/release-spec.js';
import { eventually } from '../../playground/playground-command.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { closeNamespace, cluster, openNamespace, soon } from '../own-namespace.js';
import '../../patience.js';

const namespace = 'workloads-test';
const fenceOf = (epoch: number, release = 'release/test/1', since = 1_700_000_000_000): Fence => ({
  release,
  since,
  epoch,
});
const image = (name: string, env: Record<string, string> = {}): Canary => ({
  version: 'v2',
  readyMs: 60_000,
  source: { kind: 'image', image: name, env },
});

const plan: Plan = {
  namespace,
  service: 'reviews',
  port: 9080,
  stable: { version: 'v1', deployment: 'reviews-v1', replicas: 1 },
  canary: {
    version: 'v2',
    deployment: 'reviews-v2',
    replicas: 1,
    dark: 'label',
    deployed: 'by-us',
    admission: { app: 'reviews' },
  },
  route: {
    kind: 'istio',
    namespace,
    virtualService: 'reviews',
    route: { by: 'index', index: 0 },
    canary: { host: 'reviews', subset: 'v2' },
    destinationRule: { name: 'reviews', exists: true },
    missingSubsets: [],
    before: [],
  },
  notes: [],
};
const workloads = deployments(cluster)(plan);

const container = {
  name: 'reviews',
  image: 'docker.io/sluice/reviews:v1',
  imagePullPolicy: 'Never',
  env: [
    { name: 'UPSTREAM_TIMEOUT_MS', value: '1000' },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ],
  ports: [{ name: 'http', containerPort: 9080 }],
  readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 1 },
  resources: { requests: { cpu: '5m', memory: '16Mi' } },
};

const deployment = (name: string, labels: Record<string, string>, change: object = {}, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels: { ...labels, team: 'books' }, annotations: { note: 'by hand' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: { 'prometheus.io/scrape': 'true' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ ...container, ...change }] },
    },
    ...spec,
  },
});

interface Kept {
  metadata: { generation: number; annotations: Record<string, string>; labels: Record<string, string>; uid: string };
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string>; annotations: unknown }; spec: { containers: Container[] } };
  };
}
type Container = { name: string; image: string; env?: { name: string; value?: string }[] };

const read = async (name: string): Promise<Kept> =>
  JSON.parse(await inCluster(['get', 'deployment', name, '-n', namespace, '-o', 'json'])) as Kept;

const until = (name: string, is: (seen: Workload) => boolean) =>
  eventually(async () => {
    const seen = await workloads.observe(name, soon());
    return is(seen) ? seen : undefined;
  }, 600);

const isReady = (seen: Workload) => seen.kind === 'ready';
const isStuck = (seen: Workload) => seen.kind === 'stuck';

async function drop(...names: string[]): Promise<void> {
  await inCluster(['delete', 'deployment', ...names, '-n', namespace, '--ignore-not-found', '--wait=true']);
}

beforeAll(async () => {
  await openNamespace(namespace);
  await applyObjects(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'reviews', namespace },
      spec: { selector: { app: 'reviews' }, ports: [{ name: 'http', port: 9080 }] },
    },
    deployment('reviews-v1', { app: 'reviews', version: 'v1' }),
  );
  await until('reviews-v1', isReady);
});
afterAll(() => closeNamespace(namespace));

describe('what a Deployment is found to be', () => {
  const lone = { lone: 'yes' };
  beforeEach(() => drop('lone'));

  test('ready, with its pods published by the Service', async () => {
    expect(await until('reviews-v1', (seen) => isReady(seen) && 'serving' in seen && seen.serving === 1)).toEqual({
      kind: 'ready',
      ready: 1,
      serving: 1,
    });
  });

  test('missing', async () => {
    expect(await workloads.observe('nobody', soon())).toEqual({ kind: 'missing' });
  });

  test('progressing while its pods are not ready, told at once by follow when they get so and when they cease', async () => {
    await applyObjects(deployment('lone', lone, { env: [{ name: 'READY', value: 'false' }] }));
    const waiting = await until('lone', (seen) => 'waitingFor' in seen && seen.waitingFor === '0 of 1 pods are ready');
    expect(waiting).toMatchObject({ kind: 'progressing', ready: 0, serving: 0 });
    const stop = new AbortController();
    let changes = 0;
    const following = workloads.follow('lone', () => (changes += 1), stop.signal);
    const isTold = async (act: () => Promise<void>) => {
      const before = changes;
      await act();
      return eventually(async () => changes > before);
    };
    try {
      expect(await isTold(async () => undefined)).toBe(true); // that there is a pod
      expect(await isTold(() => behave('lone', { ready: true }))).toBe(true);
      expect(await until('lone', isReady)).toEqual({ kind: 'ready', ready: 1, serving: 0 });
      expect(await isTold(() => behave('lone', { ready: false }))).toBe(true);
    } finally {
      stop.abort();
      await following;
    }
  });

  test.each([
    [
      'ends again and again',
      { command: ['sh', '-c', 'exit 3'] },
      {},
      /container reviews ends again and again .*exit code 3/,
    ],
    ['an image that is not there', { image: 'docker.io/sluice/reviews:v404' }, {}, /ErrImageNeverPull/],
    ['an image whose name is none', { image: 'Not/An:Image!' }, {}, /InvalidImageName/],
    [
      'a Secret that is not there',
      { envFrom: [{ secretRef: { name: 'nope' } }] },
      {},
      /CreateContainerConfigError.*nope/,
    ],
    [
      'a progress deadline that is over',
      { readinessProbe: { exec: { command: ['false'] } } },
      { progressDeadlineSeconds: 2 },
      /progress deadline is over/,
    ],
  ])('stuck: %s', async (_, change, spec, why) => {
    await applyObjects(deployment('lone', lone, change, spec));
    expect(await until('lone', isStuck)).toMatchObject({ kind: 'stuck', why: expect.stringMatching(why) });
  });

  test('stuck: a quota refuses its pods', async () => {
    const metadata = { name: 'tight', namespace };
    await applyObjects({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { 'count/pods': '1' } } });
    await applyObjects(deployment('lone', lone));
    expect(await until('lone', isStuck)).toMatchObject({ why: expect.stringMatching(/exceeded quota/) });
    await inCluster(['delete', 'resourcequota', 'tight', '-n', namespace]);
  });

  test('a pod that cannot be placed anywhere is waited for, and the reason told', async () => {
    await applyObjects(deployment('lone', lone, { resources: { requests: { cpu: '900' } } }));
    const seen = await until('lone', (each) => 'waitingFor' in each && each.waitingFor.includes('has no place'));
    expect(seen).toMatchObject({ kind: 'progressing', waitingFor: expect.stringContaining('Insufficient cpu') });
  });
});

describe('the canary', () => {
  beforeEach(() => drop('reviews-v2'));

  test('is stable’s Deployment with another image, dark; admitted, its new pods serve; put back, it is gone', async () => {
    const stable = await read('reviews-v1');
    await workloads.deploy(
      image('docker.io/sluice/reviews:v2', { UPSTREAM_TIMEOUT_MS: '500', EXTRA: 'a=b' }),
      fenceOf(1),
      soon(),
    );
    const { spec, metadata } = await read('reviews-v2');
    const own = { version: 'v2', 'sluice.dev/deployment': 'reviews-v2' };
    expect(spec.selector).toEqual({ matchLabels: own });
    expect(spec.template.metadata).toMatchObject({ labels: own, annotations: { 'prometheus.io/scrape': 'true' } });
    expect(spec.template.metadata.labels).toEqual(own);
    const { template, selector: _, ...rest } = stable.spec;
    const [first] = template.spec.containers;
    const env = [
      { name: 'UPSTREAM_TIMEOUT_MS', value: '500' },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName', apiVersion: 'v1' } } },
      { name: 'EXTRA', value: 'a=b' },
    ];
    expect(spec).toMatchObject(rest);
    expect(spec.template.spec).toEqual({
      ...template.spec,
      containers: [{ ...first, image: 'docker.io/sluice/reviews:v2', env }],
    });
    expect(metadata.annotations).toMatchObject({ note: 'by hand', 'sluice.dev/created-by': 'release/test/1' });
    expect(await until('reviews-v2', isReady)).toEqual({ kind: 'ready', ready: 1, serving: 0 });

    await workloads.admit(fenceOf(2), soon());
    expect(await until('reviews-v2', (seen) => isReady(seen) && 'serving' in seen && seen.serving === 1)).toBeTruthy();
    expect((await read('reviews-v2')).spec.template.metadata.labels).toEqual({ ...own, app: 'reviews' });

    await workloads.putBack(fenceOf(3), soon());
    expect(await until('reviews-v2', ({ kind }) => kind === 'missing')).toEqual({ kind: 'missing' });
    await workloads.putBack(fenceOf(3), soon());
    expect((await read('reviews-v1')).metadata.generation).toBe(stable.metadata.generation);
  });

  test('repeating changes nothing, and nothing older is written after something newer', async () => {
    const canary = image('docker.io/sluice/reviews:v2');
    await workloads.deploy(canary, fenceOf(1), soon());
    await workloads.deploy(canary, fenceOf(1), soon());
    await workloads.admit(fenceOf(2), soon());
    const { metadata, spec } = await read('reviews-v2');
    await workloads.admit(fenceOf(2), soon());
    expect((await read('reviews-v2')).metadata.generation).toBe(metadata.generation);
    expect(await workloads.scale('reviews-v2', 1, fenceOf(5), soon())).toBe('done');
    expect((await read('reviews-v2')).spec).toEqual(spec);
    const refused = { type: 'Superseded', message: expect.stringContaining('epoch 5') };
    await expect(workloads.deploy(canary, fenceOf(1), soon())).rejects.toMatchObject(refused);
    await expect(workloads.admit(fenceOf(4), soon())).rejects.toMatchObject(refused);
    await expect(workloads.scale('reviews-v2', 3, fenceOf(4), soon())).rejects.toMatchObject(refused);
    await expect(workloads.remove('reviews-v2', fenceOf(4), soon())).rejects.toMatchObject(refused);
    await expect(workloads.putBack(fenceOf(4), soon())).rejects.toMatchObject(refused);
  });

  test('comes from a manifest, with a selector of its own and without the labels that the Service selects', async () => {
    const manifest = JSON.stringify({
      ...deployment(
        'reviews-v2',
        { app: 'reviews', version: 'two' },
        { image: 'docker.io/sluice/reviews:v2' },
        { replicas: 7 },
      ),
      status: { replicas: 7 },
    });
    await workloads.deploy({ version: 'v2', readyMs: 1, source: { kind: 'manifest', manifest } }, fenceOf(1), soon());
    const { spec } = await read('reviews-v2');
    expect(spec.replicas).toBe(1);
    expect(spec.template.metadata.labels).toEqual({ version: 'v2', 'sluice.dev/deployment': 'reviews-v2' });
    expect(await until('reviews-v2', isReady)).toMatchObject({ serving: 0 });
  });

  test('is refused where somebody else’s Deployment has its name, and that one is never taken away', async () => {
    await applyObjects(deployment('reviews-v2', { app: 'else' }, {}, { replicas: 0 }));
    const ofPeople = async () => {
      const { metadata, spec } = await read('reviews-v2');
      return { ...metadata, resourceVersion: '', spec }; // its status is Kubernetes' own
    };
    const before = await ofPeople();
    const deploy = workloads.deploy(image('docker.io/sluice/reviews:v2'), fenceOf(1), soon());
    await expect(deploy).rejects.toMatchObject({ type: 'InvalidSpec', message: expect.stringContaining('delete it') });
    await workloads.putBack(fenceOf(2), soon());
    expect(await ofPeople()).toEqual(before);
  });

  test('found: only admitted, and put back without the label that it got', async () => {
    const found = deployments(cluster)({ ...plan, canary: { ...plan.canary, deployed: 'found' } });
    await applyObjects(deployment('reviews-v2', { version: 'v2' }, {}, { replicas: 0 }));
    const before = (await read('reviews-v2')).spec;
    const canary: Canary = { version: 'v2', readyMs: 1, source: { kind: 'found', deployment: 'reviews-v2' } };
    await found.deploy(canary, fenceOf(1), soon());
    await found.admit(fenceOf(2), soon());
    expect((await read('reviews-v2')).spec.template.metadata.labels).toEqual({ version: 'v2', app: 'reviews' });
    await found.admit(fenceOf(3), soon());
    await found.putBack(fenceOf(4), soon());
    expect((await read('reviews-v2')).spec).toEqual(before);
    await expect(found.admit(fenceOf(3), soon())).rejects.toMatchObject({ type: 'Superseded' });
  });

  test('a Deployment that another release left behind is taken back by the one that mends it', async () => {
    await workloads.deploy(image('docker.io/sluice/reviews:v2'), fenceOf(9), soon());
    await workloads.putBack(fenceOf(1, 'release/test/2', 1_700_000_000_001), soon());
    expect(await until('reviews-v2', ({ kind }) => kind === 'missing')).toBeTruthy();
  });

  test('that is gone cannot be admitted', async () => {
    await expect(workloads.admit(fenceOf(1), soon())).rejects.toMatchObject({ type: 'NotFound' });
  });

  test.each([
    [
      'two objects',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Secret, metadata: {name: b}}',
    ],
    ['no YAML', '{a: ['],
    ['nothing', ''],
    ['another namespace', '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: other}}'],
    ['no container', '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}'],
  ])('a manifest with %s is refused', async (_, manifest) => {
    const canary: Canary = { version: 'v2', readyMs: 1, source: { kind: 'manifest', manifest } };
    await expect(workloads.deploy(canary, fenceOf(1), soon())).rejects.toMatchObject({ type: 'InvalidSpec' });
  });
});

describe('the former stable', () => {
  const old = () => applyObjects(deployment('former', { former: 'yes' }, {}, { replicas: 0 }));
  beforeEach(() => drop('former'));

  test('is scaled, and told when it is gone', async () => {
    await old();
    expect(await workloads.scale('former', 2, fenceOf(1), soon())).toBe('done');
    expect((await read('former')).spec.replicas).toBe(2);
    expect(await workloads.scale('nobody', 2, fenceOf(1), soon())).toBe('gone');
  });

  test('is removed; that it is gone already is fine', async () => {
    await old();
    await workloads.remove('former', fenceOf(1), soon());
    await workloads.remove('former', fenceOf(1), soon());
    expect(await workloads.observe('former', soon())).toEqual({ kind: 'missing' });
  });

  test('a removal that was read before its restoration and arrives after it is refused', async () => {
    await old();
    const late: Cluster = {
      ...cluster,
      async remove(...args) {
        await workloads.scale('former', 1, fenceOf(2), soon());
        return cluster.remove(...args);
      },
    };
    const removal = deployments(late)(plan).remove('former', fenceOf(1), soon());
    await expect(removal).rejects.toMatchObject({ type: 'Superseded' });
    expect((await read('former')).spec.replicas).toBe(1);
  });
});

/** Tells the pod's application how to behave, once its container runs. */
async function behave(name: string, change: Record<string, unknown>): Promise<void> {
  const curl = ['curl', '-sf', '-X', 'PATCH', '-d', JSON.stringify(change), 'http://127.0.0.1:9100/behaviour'];
  const told = await eventually(() =>
    inCluster(['exec', '-n', namespace, `deploy/${name}`, '-c', 'reviews', '--', ...curl]).then(
      () => true,
      () => false,
    ),
  );
  expect(told).toBe(true);
}
