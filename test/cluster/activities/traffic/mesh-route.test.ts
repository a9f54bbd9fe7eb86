import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Cluster } from '../../../../activities/kubernetes/cluster.js';
import { istioRouter } from '../../../../activities/traffic/istio.js';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import type { IstioRoute } from '../../../../domain/plan.js';
import { Trouble } from '../../../../activities/trouble.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { closeNamespace, cluster, openNamespace, soon } from '../own-namespace.js';
import { begin, namespace, plannedRoute, read, service, virtualService, withoutOurs } from './istio-world.js';
import { fenceOf } from './traffic-router.behaviour.js';
import '../../patience.js';

const host = `reviews.${namespace}.svc.cluster.local`;
const name = 'reviews-sluice-mesh';
const edgeOnly = {
  ...virtualService([{ route: [{ destination: { host: 'reviews', port: { number: 9080 } } }] }]),
  spec: {
    hosts: ['shop.example'],
    gateways: ['edge/public'],
    http: [{ route: [{ destination: { host: 'reviews', port: { number: 9080 } } }] }],
  },
};
const on = (subset: string) => ({ host: 'reviews', subset, port: { number: 9080 } });
const plan: IstioRoute = {
  ...plannedRoute,
  ...{ route: { by: 'index', index: 0 }, stable: on('v1'), canary: on('v2') },
  ...{ destinationRule: { name: 'reviews', exists: false } },
  missingSubsets: ['v2', 'v1'].map((version) => ({ name: version, labels: { version } })),
  stableSubset: { name: 'v1', labels: { version: 'v1' } },
  before: [{ destination: { host: 'reviews', port: { number: 9080 } } }],
  meshRoute: { name, host, canaryLeaves: true },
};

/** The weights of both: the canary's by its subset. */
async function weights(): Promise<(Record<string, number> | undefined)[]> {
  return Promise.all(
    ['reviews', name].map(async (each) => {
      const http = (await read('VirtualService', each))?.spec['http'] as typeof edgeOnly.spec.http | undefined;
      const list = http?.[0]?.route as { destination: { subset?: string }; weight?: number }[] | undefined;
      return (
        list && Object.fromEntries(list.map(({ destination, weight = 100 }) => [destination.subset ?? '', weight]))
      );
    }),
  );
}

const shift = (router: TrafficRouter, weight: number, epoch: number, overwrite = false) =>
  router.shift(weight, { fence: fenceOf(epoch), overwrite }, soon());
const both = (weight: number) => [1, 2].map(() => ({ v1: 100 - weight, v2: weight }));
const editOurs = (operation: object) =>
  inCluster([
    ...['patch', 'virtualservice', name, '-n', namespace, '--type=json', '--field-manager=colleague'],
    ...['-p', JSON.stringify([operation])],
  ]);

beforeAll(() => openNamespace(namespace));
afterAll(() => closeNamespace(namespace));

test('a route of ours gives clients in the mesh the same weights, from before the canary has any to the end', async () => {
  const router = await begin([edgeOnly], plan);
  const before = withoutOurs(await read('VirtualService'));
  expect(await shift(router, 0, 1)).toMatchObject({ kind: 'split', weight: 0 });
  expect(await weights()).toEqual(both(0));
  const ours = await read('VirtualService', name);
  expect(ours?.metadata['labels']).toEqual({ 'sluice.dev/mesh-route-of': 'reviews' });
  expect(ours?.spec).toMatchObject({ hosts: [host], gateways: ['mesh'] });
  expect(ours?.spec['http']).toEqual([
    {
      route: [
        { destination: { host: 'reviews', subset: 'v1' }, weight: 100 }, // on whatever port they call
        { destination: { host: 'reviews', subset: 'v2' }, weight: 0 },
      ],
    },
  ]);
  for (const [weight, epoch] of [
    [10, 2],
    [60, 3],
    [100, 4],
  ] as const) {
    expect(await shift(router, weight, epoch)).toMatchObject({ kind: 'split', weight });
    expect(await weights()).toEqual(both(weight));
    expect(await router.observe(soon(), weight)).toMatchObject({ kind: 'split', weight });
  }
  expect(await shift(router, 0, 5, true)).toMatchObject({ kind: 'split', weight: 0 });
  expect(await weights()).toEqual(both(0));
  await router.release('stable', fenceOf(6), soon());
  expect(withoutOurs(await read('VirtualService'))).toEqual(before);
  expect(await read('VirtualService', name)).toBeUndefined();
  expect(await read('DestinationRule')).toBeUndefined();
  expect(await router.observe(soon(), 0)).toMatchObject({ kind: 'split', weight: 0, ended: true });
  await router.release('stable', fenceOf(6), soon()); // once more writes nothing and finds nothing amiss
});

test('promoted, the route has one destination as before, and ours is gone', async () => {
  const router = await begin([edgeOnly], plan);
  await shift(router, 0, 1);
  await shift(router, 100, 2);
  await router.release('canary', fenceOf(3), soon());
  expect(await weights()).toEqual([{ v2: 100 }, undefined]);
  expect(await router.observe(soon(), 100)).toMatchObject({ kind: 'split', weight: 100 });
});

test("somebody's edit of ours is noticed, and that it is gone; putting back makes it anew", async () => {
  const router = await begin([edgeOnly], plan);
  await shift(router, 0, 1);
  await shift(router, 20, 2);
  await editOurs({ op: 'replace', path: '/spec/http/0/route/0/weight', value: 45 });
  const edited = {
    kind: 'foreign',
    edit: { what: `VirtualService ${namespace}/${name}: v1 has 45, not 80`, by: 'colleague' },
  };
  expect(await router.observe(soon(), 20)).toMatchObject(edited);
  expect(await shift(router, 30, 3)).toMatchObject(edited);
  expect((await weights())[0]).toEqual({ v1: 80, v2: 20 }); // the other has not risen alone
  await shift(router, 20, 4, true);
  expect(await weights()).toEqual(both(20));

  await inCluster(['delete', 'virtualservice', name, '-n', namespace]);
  const gone = { kind: 'foreign', edit: { what: `VirtualService ${namespace}/${name} is gone` } };
  expect(await router.observe(soon(), 20)).toMatchObject(gone);
  expect(await shift(router, 30, 5)).toMatchObject(gone);
  await shift(router, 20, 6, true);
  expect(await weights()).toEqual(both(20));

  await inCluster(['delete', 'virtualservice', name, '-n', namespace]);
  await shift(router, 0, 7, true); // taken back: clients in the mesh as well
  expect(await weights()).toEqual(both(0));
});

test('a worker that slept meanwhile leaves no route of ours behind', async () => {
  const router = await begin([edgeOnly], plan);
  const late: Cluster = {
    ...cluster,
    async create(object, signal) {
      if (object.kind === 'VirtualService') {
        await shift(router, 0, 8, true); // somebody else takes all back,
        await router.release('stable', fenceOf(9), soon()); // and ends it
      }
      return cluster.create(object, signal);
    },
  };
  await expect(shift(istioRouter(late, plan, service), 0, 1)).rejects.toMatchObject({ type: 'Superseded' });
  expect(await read('VirtualService', name)).toBeUndefined();
});

test('what cannot be made keeps nobody from giving back: the named route goes to stable all the same', async () => {
  const router = await begin([edgeOnly], plan);
  await shift(router, 0, 1);
  await shift(router, 20, 2);
  await inCluster(['delete', 'virtualservice', name, '-n', namespace]);
  for (const type of ['Forbidden', 'InvalidSpec', 'Conflict'] as const) {
    const create = () => Promise.reject(new Trouble(type, 'it may not be made'));
    const forbidden = istioRouter({ ...cluster, create }, plan, service);
    expect(await shift(forbidden, 0, 3, true)).toMatchObject({ kind: 'split', weight: 0 });
    expect(await weights()).toEqual([{ v1: 100, v2: 0 }, undefined]);
  }
  const create = () => Promise.reject(new Trouble('Unavailable', 'nobody answers'));
  await expect(shift(istioRouter({ ...cluster, create }, plan, service), 0, 3, true)).rejects.toMatchObject({
    type: 'Unavailable', // it may be made the next time
  });
});

test('an act that was ended while it made ours looks all the same whether that was too late', async () => {
  const router = await begin([edgeOnly], plan);
  const ended = new AbortController();
  const late: Cluster = {
    ...cluster,
    async create(object, signal) {
      if (object.kind !== 'VirtualService') return cluster.create(object, signal);
      await shift(router, 0, 8, true);
      await router.release('stable', fenceOf(9), soon());
      await cluster.create(object, soon());
      ended.abort(new Error('the act was ended'));
      throw ended.signal.reason;
    },
  };
  const fence = { fence: fenceOf(1), overwrite: false };
  await expect(istioRouter(late, plan, service).shift(0, fence, ended.signal)).rejects.toMatchObject({
    type: 'Superseded',
  });
  expect(await read('VirtualService', name)).toBeUndefined();
});

const pod = {
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name: 'canary', namespace, labels: { version: 'v2' } },
  spec: {
    schedulingGates: [{ name: 'sluice.dev/test' }], // nothing of it runs
    containers: [{ name: 'reviews', image: 'docker.io/sluice/reviews:v2' }],
  },
};
const endpoints = {
  ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
  metadata: { name: 'reviews-test', namespace, labels: { 'kubernetes.io/service-name': 'reviews' } },
  endpoints: [{ addresses: ['10.1.2.3'], targetRef: { kind: 'Pod', name: 'canary', namespace } }],
};

test('ours stays until no pod of the canary is an endpoint: clients in the mesh would get it', async () => {
  const router = await begin([edgeOnly], plan);
  await shift(router, 0, 1);
  await shift(router, 20, 2);
  await shift(router, 0, 3, true);
  await applyObjects(pod, endpoints);
  await expect(router.release('stable', fenceOf(4), soon())).rejects.toMatchObject({
    type: 'Unavailable',
    message: `a pod of the canary is still an endpoint of ${service}`,
  });
  expect(await weights()).toEqual(both(0));
  const staying = istioRouter(cluster, { ...plan, meshRoute: { name, host, canaryLeaves: false } }, service);
  const left = (async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await inCluster(['delete', 'endpointslice', 'reviews-test', '-n', namespace]);
  })();
  await router.release('stable', fenceOf(4), soon());
  await left;
  expect(await read('VirtualService', name)).toBeUndefined();

  await shift(staying, 0, 5); // one that was in the Service before stays there
  await applyObjects(endpoints);
  await staying.release('stable', fenceOf(6), soon());
  expect(await read('VirtualService', name)).toBeUndefined();
  await inCluster(['delete', 'pod/canary', 'endpointslice/reviews-test', '-n', namespace]);
});
