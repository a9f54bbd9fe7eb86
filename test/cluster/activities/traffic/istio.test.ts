import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../../../activities/kubernetes/cluster.js';
import { istioRouter } from '../../../../activities/traffic/istio.js';
import type { IstioRoute } from '../../../../domain/plan.js';
import { inCluster } from '../bookinfo-copy.js';
import { closeNamespace, cluster, soon } from '../own-namespace.js';
import {
  annotation,
  begin,
  destinationRule,
  edit,
  type HttpRoute,
  namespace,
  plannedRoute,
  read,
  readHttp,
  service,
  virtualService,
  withoutOurs,
} from './istio-world.js';
import { askFor, openReviews } from './reviews-pods.js';
import { fenceOf, trafficRouterBehaviour } from './traffic-router.behaviour.js';
import '../../patience.js';

const v1 = { host: 'reviews', subset: 'v1' };
const v2 = { host: 'reviews', subset: 'v2' };
const subsetV1 = { name: 'v1', labels: { version: 'v1' } };
const subsetV2 = { name: 'v2', labels: { version: 'v2' } };

/** Everything that an HTTP route can have beside, and routes of other people around ours. */
const crowded: HttpRoute[] = [
  {
    name: 'beta',
    match: [{ headers: { 'x-group': { exact: 'beta' } }, uri: { prefix: '/reviews' } }],
    rewrite: { uri: '/beta' },
    route: [{ destination: v1, headers: { request: { set: { 'x-beta': 'yes' } } } }],
  },
  {
    name: 'primary',
    match: [{ uri: { prefix: '/' }, sourceLabels: { app: 'sleep' } }],
    route: [{ destination: v1, weight: 100, headers: { response: { add: { 'x-served-by': 'v1' } } } }],
    mirror: { host: 'audit' },
    mirrorPercentage: { value: 12.5 },
    timeout: '3.5s',
    retries: { attempts: 2, perTryTimeout: '1s', retryOn: '5xx' },
    fault: { delay: { percentage: { value: 0.1 }, fixedDelay: '2s' } },
  },
  { match: [{ uri: { exact: '/away' } }], redirect: { uri: '/elsewhere' } },
  {
    route: [
      { destination: v1, weight: 80 },
      { destination: { host: 'audit' }, weight: 20 },
    ],
  },
];

/** A promise, and what fulfils it. */
function gate(): [Promise<void>, () => void] {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return [opened, () => open()];
}

const isOurs = (entry: unknown) => JSON.stringify(entry).includes('"v2"');

beforeAll(() => openReviews(namespace));
afterAll(() => closeNamespace(namespace));

trafficRouterBehaviour('Istio', {
  begin: () => begin([virtualService(crowded), destinationRule([subsetV1])]),
  async split() {
    const route = (await readHttp()).find(({ name }) => name === 'primary')?.route ?? [];
    return Object.fromEntries(route.map(({ destination, weight }) => [destination.subset ?? '', weight ?? 100]));
  },
  async editSplit(shares) {
    const value = Object.entries(shares).map(([subset, weight]) => ({
      destination: { host: 'reviews', subset },
      weight,
    }));
    await edit('VirtualService', [{ op: 'replace', path: '/spec/http/1/route', value }]);
  },
  takeAway: async () => void (await inCluster(['delete', 'virtualservice', 'reviews', '-n', namespace])),
  async others() {
    const [route, rule] = [await read('VirtualService'), await read('DestinationRule')];
    const http = ((route?.spec['http'] ?? []) as HttpRoute[]).map((each) =>
      each.name === 'primary' ? { ...each, route: [] } : each,
    );
    const subsets = ((rule?.spec['subsets'] ?? []) as unknown[]).filter((subset) => !isOurs(subset));
    return [
      withoutOurs(route && { ...route, spec: { ...route.spec, http } }),
      withoutOurs(rule && { ...rule, spec: { ...rule.spec, subsets } }),
    ];
  },
  async revision() {
    const objects = [await read('VirtualService'), await read('DestinationRule')];
    return objects.map((object) => object?.metadata.resourceVersion).join();
  },
  nameOf: (version) => version,
  ask: (requests) => askFor(namespace, { url: 'http://reviews:9080/reviews/7', requests }),
});

describe('Istio alone', () => {
  const shift = (router: ReturnType<typeof istioRouter>, weight: number, epoch: number, overwrite = false) =>
    router.shift(weight, { fence: fenceOf(epoch), overwrite }, soon());
  const oneRoute: HttpRoute[] = [{ route: [{ destination: { host: 'reviews' } }] }];

  test('fields of entries that are there are kept: headers, and the host as it is written', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    await shift(router, 10, 1);
    expect((await readHttp())[1]?.route).toEqual([
      { destination: v1, weight: 90, headers: { response: { add: { 'x-served-by': 'v1' } } } },
      { destination: v2, weight: 10, headers: { response: { add: { 'x-served-by': 'v1' } } } },
    ]);
    await router.release('stable', fenceOf(2), soon());
    expect(await readHttp()).toEqual(crowded);
  });

  test('a route without a name, with one destination and no weight, in a mesh without a DestinationRule', async () => {
    const plan: IstioRoute = {
      ...plannedRoute,
      route: { by: 'index', index: 0 },
      destinationRule: { name: 'reviews', exists: false },
      missingSubsets: [subsetV1, subsetV2],
      before: [{ destination: { host: 'reviews' } }],
    };
    const router = await begin([virtualService(oneRoute)], plan);
    const first = withoutOurs(await read('VirtualService'));
    expect(await router.observe(soon())).toEqual({ kind: 'split', weight: 0 });
    expect(await shift(router, 0, 1)).toEqual({ kind: 'split', weight: 0 });
    expect((await read('DestinationRule'))?.spec).toEqual({ host: 'reviews', subsets: [subsetV1, subsetV2] });
    expect(await shift(router, 25, 2)).toEqual({ kind: 'split', weight: 25 });
    expect((await readHttp())[0]).toEqual({
      route: [
        { destination: v1, weight: 75 },
        { destination: v2, weight: 25 },
      ],
    });
    await router.release('stable', fenceOf(3), soon());
    expect(withoutOurs(await read('VirtualService'))).toEqual(first);
    expect(await read('DestinationRule')).toBeUndefined();
  });

  test('of what we made, promotion keeps the canary’s subset alone, and the next release takes that', async () => {
    const v3 = { host: 'reviews', subset: 'v3' };
    const plan = { ...plannedRoute, missingSubsets: [subsetV1, subsetV2] };
    const router = await begin(
      [virtualService([{ name: 'primary', route: [{ destination: v1 }] }]), destinationRule(undefined)],
      plan,
    );
    await shift(router, 100, 1);
    await router.release('canary', fenceOf(2), soon());
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV2]);
    const next = istioRouter(
      cluster,
      {
        ...plannedRoute,
        stable: v2,
        canary: v3,
        missingSubsets: [{ name: 'v3', labels: { version: 'v3' } }],
        before: [{ destination: v2 }],
      },
      service,
    );
    const fence = fenceOf(1, 'release/test/2', 1_800_000_000_000);
    await next.shift(100, { fence, overwrite: false }, soon());
    await next.release('canary', { ...fence, epoch: 2 }, soon());
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([{ name: 'v3', labels: { version: 'v3' } }]);
  });

  test('taken back after its end, stable’s subset that went with it is made anew before the route names it', async () => {
    const route = [{ name: 'primary', route: [{ destination: v1 }] }];
    const plan = { ...plannedRoute, stableSubset: subsetV1, before: [{ destination: v1 }] };
    const { stable: _, stableSubset: __, ...first } = plan;
    const earlier = istioRouter(cluster, { ...first, canary: v1, missingSubsets: [subsetV1] }, service);
    const router = await begin([virtualService(route), destinationRule(undefined)], plan);
    await earlier.shift(100, { fence: fenceOf(1, 'release/test/0', 1), overwrite: false }, soon());
    await earlier.release('canary', fenceOf(2, 'release/test/0', 1), soon());
    await shift(router, 100, 1);
    await router.release('canary', fenceOf(2), soon());
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV2]);
    const fence = fenceOf(1, 'release/test/2', 1_800_000_000_000);
    expect(await router.shift(0, { fence, overwrite: true }, soon())).toEqual({ kind: 'split', weight: 0 });
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV2, subsetV1]);
    await router.release('stable', { ...fence, epoch: 2 }, soon());
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV1]);
    expect(await readHttp()).toEqual(route);
  });

  test('a subset that any other route names stays', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    await shift(router, 10, 1);
    await edit('VirtualService', [{ op: 'add', path: '/spec/http/0/mirror', value: v2 }]);
    await router.release('stable', fenceOf(2), soon());
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV1, subsetV2]);
  });

  test('a rule that we made stays when somebody has put more into it', async () => {
    const plan = { ...plannedRoute, destinationRule: { name: 'reviews', exists: false } };
    const router = await begin([virtualService(crowded)], plan);
    await shift(router, 10, 1);
    await edit('DestinationRule', [{ op: 'add', path: '/spec/trafficPolicy', value: { tls: { mode: 'DISABLE' } } }]);
    await router.release('stable', fenceOf(2), soon());
    expect((await read('DestinationRule'))?.spec).toEqual({
      host: 'reviews',
      trafficPolicy: { tls: { mode: 'DISABLE' } },
    });
  });

  test('a subset of that name with other pods is refused before anything is written', async () => {
    const others = { name: 'v2', labels: { version: 'v1' } };
    const router = await begin([virtualService(crowded), destinationRule([subsetV1, others])]);
    await expect(shift(router, 10, 1)).rejects.toMatchObject({ type: 'InvalidSpec' });
    expect(await readHttp()).toEqual(crowded);
  });

  test('subsets named by role: the split stays between the same two, both listed before and after', async () => {
    const route = [
      { destination: { host: 'reviews', subset: 'new' }, weight: 0 },
      { destination: { host: 'reviews', subset: 'old' }, weight: 100 },
    ];
    const plan: IstioRoute = {
      ...plannedRoute,
      stable: { host: 'reviews', subset: 'old' },
      canary: { host: 'reviews', subset: 'new' },
      missingSubsets: [],
      before: route,
    };
    const roles = [
      { name: 'old', labels: { version: 'v1' } },
      { name: 'new', labels: { version: 'v2' } },
    ];
    const router = await begin([virtualService([{ name: 'primary', route }]), destinationRule(roles)], plan);
    expect(await shift(router, 40, 1)).toEqual({ kind: 'split', weight: 40 });
    expect((await readHttp())[0]?.route?.map(({ weight }) => weight)).toEqual([40, 60]);
    await router.release('canary', fenceOf(2), soon());
    expect((await readHttp())[0]?.route?.map(({ weight }) => weight)).toEqual([100, 0]);
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual(roles);
  });

  test('versions told apart by host need no DestinationRule', async () => {
    const plan: IstioRoute = {
      ...plannedRoute,
      stable: { host: 'reviews' },
      canary: { host: 'reviews-v2', port: { number: 9080 } },
      missingSubsets: [],
      before: [{ destination: { host: 'reviews' } }],
    };
    const router = await begin(
      [virtualService([{ name: 'primary', route: [{ destination: { host: 'reviews' } }] }])],
      plan,
    );
    expect(await shift(router, 30, 1)).toEqual({ kind: 'split', weight: 30 });
    await router.release('canary', fenceOf(2), soon());
    expect((await readHttp())[0]?.route).toEqual([{ destination: { host: 'reviews-v2', port: { number: 9080 } } }]);
    expect(await read('DestinationRule')).toBeUndefined();
  });

  test('a first release has no split: the canary has everything, and going back is what was there', async () => {
    const { stable: _, ...first } = { ...plannedRoute, before: [{ destination: { host: 'reviews' } }] };
    const router = await begin(
      [virtualService([{ name: 'primary', route: first.before }]), destinationRule([])],
      first,
    );
    expect(await shift(router, 100, 1)).toEqual({ kind: 'split', weight: 100 });
    expect((await readHttp())[0]?.route).toEqual([{ destination: v2 }]);
    await router.release('stable', fenceOf(2), soon());
    expect((await readHttp())[0]?.route).toEqual(first.before);
  });

  test('edits elsewhere in the VirtualService are nobody’s business, and stay', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    await shift(router, 10, 1);
    await edit('VirtualService', [
      { op: 'replace', path: '/spec/http/3/route/0/weight', value: 55 },
      { op: 'replace', path: '/spec/http/1/timeout', value: '9s' },
    ]);
    expect(await router.observe(soon())).toEqual({ kind: 'split', weight: 10 });
    expect(await shift(router, 20, 2)).toEqual({ kind: 'split', weight: 20 });
    expect([(await readHttp())[3]?.route?.[0]?.weight, (await readHttp())[1]?.['timeout']]).toEqual([55, '9s']);
  });

  test('a route without a name is found again after others were put before it', async () => {
    const plain: HttpRoute[] = [{ route: [{ destination: v1, weight: 100 }] }];
    const plan: IstioRoute = { ...plannedRoute, route: { by: 'index', index: 0 } };
    const router = await begin([virtualService(plain), destinationRule([subsetV1])], plan);
    await shift(router, 10, 1);
    const inserted = { match: [{ uri: { prefix: '/beta' } }], route: [{ destination: v1, weight: 100 }] };
    await edit('VirtualService', [{ op: 'add', path: '/spec/http/0', value: inserted }]);
    expect(await router.observe(soon())).toEqual({ kind: 'split', weight: 10 });
    await shift(router, 20, 2);
    expect((await readHttp()).map(({ route }) => route?.map(({ weight }) => weight))).toEqual([[100], [80, 20]]);
    await router.release('stable', fenceOf(3), soon());
    expect(await readHttp()).toEqual([inserted, ...plain]);
  });

  test('destinations that were all replaced are foreign, and overwritten when that is wanted', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    await shift(router, 10, 1);
    const value = [{ destination: { host: 'legacy' } }];
    await edit('VirtualService', [{ op: 'replace', path: '/spec/http/1/route', value }]);
    const what = 'v1 is gone, v2 is gone, legacy was added with 100';
    expect(await router.observe(soon())).toEqual({ kind: 'foreign', edit: { what, by: 'colleague' }, weight: 0 });
    expect(await shift(router, 0, 2, true)).toEqual({ kind: 'split', weight: 0 });
    expect((await readHttp())[1]?.route).toMatchObject([{ destination: v1, weight: 100 }]);
  });

  test('our annotation taken away, or all put back as before, is an edit once a weight was written', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    await shift(router, 10, 1);
    await edit('VirtualService', [{ op: 'remove', path: `/metadata/annotations/${annotation.replace('/', '~1')}` }]);
    expect(await router.observe(soon())).toMatchObject({ kind: 'foreign' });
    expect(await shift(router, 20, 2)).toMatchObject({ kind: 'foreign' });
    await edit('VirtualService', [{ op: 'replace', path: '/spec/http/1/route', value: plannedRoute.before }]);
    expect(await router.observe(soon())).toEqual({ kind: 'split', weight: 0 });
    expect(await router.observe(soon(), 10)).toMatchObject({ kind: 'foreign', edit: { by: 'colleague' } });
  });

  test('a subset of ours that somebody took away is told, and made again when that is wanted', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    await shift(router, 10, 1);
    await edit('DestinationRule', [{ op: 'remove', path: '/spec/subsets/1' }]);
    const edited = { what: 'subset v2 is gone from its DestinationRule', by: 'colleague' };
    expect(await router.observe(soon())).toEqual({ kind: 'foreign', edit: edited, weight: 10 });
    expect(await shift(router, 20, 2)).toEqual({ kind: 'foreign', edit: edited, weight: 10 });
    expect(await shift(router, 20, 3, true)).toEqual({ kind: 'split', weight: 20 });
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV1, subsetV2]);
  });

  test('an abort that has nothing to take back makes no subset', async () => {
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    expect(await shift(router, 0, 1, true)).toEqual({ kind: 'split', weight: 0 });
    expect(await readHttp()).toEqual(crowded);
    expect((await read('DestinationRule'))?.spec['subsets']).toEqual([subsetV1]);
    await expect(shift(router, 10, 0)).rejects.toMatchObject({ type: 'Superseded' });
  });

  test('two releases on two routes of one VirtualService do not meet', async () => {
    const other: IstioRoute = {
      ...plannedRoute,
      route: { by: 'name', name: 'beta' },
      before: [{ destination: v1 }],
    };
    const router = await begin([virtualService(crowded), destinationRule([subsetV1])]);
    const neighbour = istioRouter(cluster, other, `${namespace}/beta`);
    const fence = fenceOf(1, 'release/other/1', 1_900_000_000_000);
    await Promise.all([shift(router, 10, 1), neighbour.shift(70, { fence, overwrite: false }, soon())]);
    expect(await shift(router, 20, 2)).toEqual({ kind: 'split', weight: 20 });
    expect(await neighbour.observe(soon())).toEqual({ kind: 'split', weight: 70 });
    await router.release('stable', fenceOf(3), soon());
    expect(await neighbour.observe(soon())).toEqual({ kind: 'split', weight: 70 });
    await neighbour.release('stable', { ...fence, epoch: 2 }, soon());
    expect(await readHttp()).toEqual(crowded);
  });

  test('a write that was read before an abort and arrives after it is refused', async () => {
    await begin([virtualService(crowded), destinationRule([subsetV1, subsetV2])]);
    const [isAbout, about] = gate();
    const [mayGo, go] = gate();
    const delayed: Cluster = {
      ...cluster,
      async patch(...args) {
        about();
        await mayGo;
        return cluster.patch(...args);
      },
    };
    const stale = istioRouter(delayed, plannedRoute, service).shift(20, { fence: fenceOf(1), overwrite: true }, soon());
    await isAbout;
    await shift(istioRouter(cluster, plannedRoute, service), 0, 2, true);
    go();
    await expect(stale).rejects.toMatchObject({ type: 'Superseded' });
    expect(await readHttp()).toEqual(crowded);
  });
});
