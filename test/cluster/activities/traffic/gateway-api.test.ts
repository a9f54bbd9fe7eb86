import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import type { GatewayRoute } from '../../../../domain/plan.js';
import { eventually } from '../../playground/playground-command.js';
import { inCluster } from '../bookinfo-copy.js';
import { closeNamespace, soon } from '../own-namespace.js';
import {
  begin,
  edit,
  fromAll,
  host,
  namespace,
  openEdge,
  plannedRoute,
  read,
  readRules,
  ref,
  routeOf,
  type Rule,
  services,
  split,
  versionService,
  withoutOurs,
} from './gateway-world.js';
import { askFor, openReviews, serviceOf } from './reviews-pods.js';
import { fenceOf, trafficRouterBehaviour } from './traffic-router.behaviour.js';
import '../../patience.js';

const set = (type: string, name: string) => ({
  type,
  [type[0]?.toLowerCase() + type.slice(1)]: { set: [{ name, value: 'a' }] },
});

/** Everything that a rule can have beside, and rules of other people around ours. */
const crowded: Rule[] = [
  {
    name: 'beta',
    matches: [{ path: { type: 'PathPrefix', value: '/reviews' }, headers: [{ name: 'x-group', value: 'beta' }] }],
    filters: [set('RequestHeaderModifier', 'x-beta')],
    backendRefs: [{ ...ref('v1'), filters: [set('RequestHeaderModifier', 'x-backend')] }],
  },
  {
    name: 'primary',
    matches: [{ path: { type: 'PathPrefix', value: '/' } }],
    filters: [set('ResponseHeaderModifier', 'x-served')],
    timeouts: { request: '9s', backendRequest: '3s' },
    backendRefs: [{ ...ref('v1'), filters: [set('RequestHeaderModifier', 'x-backend')] }],
  },
  {
    matches: [{ path: { type: 'Exact', value: '/away' } }],
    filters: [
      { type: 'RequestRedirect', requestRedirect: { path: { type: 'ReplaceFullPath', replaceFullPath: '/b' } } },
    ],
  },
  {
    matches: [{ path: { type: 'Exact', value: '/audit' } }],
    backendRefs: [ref('v1', 80), { name: 'audit', port: 9080, weight: 20 }],
  },
];
const all = [serviceOf(namespace, 'audit', { app: 'audit' }), versionService('v1'), routeOf(crowded)];
const edgeUrl = 'http://istio-ingressgateway.istio-system/reviews/7';

beforeAll(async () => {
  await Promise.all([openReviews(namespace), openEdge()]);
});
afterAll(() => closeNamespace(namespace));

trafficRouterBehaviour('The Gateway API', {
  begin: () => begin([...all, versionService('v2')], { ...plannedRoute, missingServices: [] }),
  split: () => split(),
  editSplit: (shares) =>
    edit([
      {
        ...{ op: 'replace', path: '/spec/rules/1/backendRefs' },
        value: Object.entries(shares).map(([version, weight]) => ref(version, weight)),
      },
    ]),
  takeAway: async () => void (await inCluster(['delete', 'httproute', 'reviews', '-n', namespace])),
  async others() {
    const route = await read('httproute/reviews');
    const rules = (route?.spec.rules ?? []).map((each) =>
      each.name === 'primary' ? { ...each, backendRefs: [] } : each,
    );
    return [withoutOurs(route && { ...route, spec: { ...route.spec, rules } }), await services()];
  },
  async revision() {
    // The status is the gateway's to write, whenever it likes.
    const route = await read('httproute/reviews');
    return JSON.stringify([route?.metadata.generation, route?.metadata.annotations, await services()]);
  },
  nameOf: (version) => `reviews-${version}`,
  ask: (requests) => askFor(namespace, { url: edgeUrl, host, requests }),
});

describe('The Gateway API alone', () => {
  const shift = (router: TrafficRouter, weight: number, epoch: number, overwrite = false) =>
    router.shift(weight, { fence: fenceOf(epoch), overwrite }, soon());

  test('what a backend has beside is kept, and all else deeply equal; the Service that was made goes again', async () => {
    const router = await begin(all);
    const before = await readRules();
    await shift(router, 10, 1);
    const [now, added] = (await readRules())[1]?.backendRefs ?? [];
    expect(now).toEqual({ ...before[1]?.backendRefs?.[0], weight: 90 });
    const filters = before[1]?.backendRefs?.[0]?.['filters'];
    expect(added).toEqual({ group: '', kind: 'Service', name: 'reviews-v2', port: 9080, weight: 10, filters });
    expect((await read('service/reviews-v2'))?.spec).toMatchObject({ selector: { app: 'reviews', version: 'v2' } });
    await router.release('stable', fenceOf(2), soon());
    expect(await readRules()).toEqual(before);
    expect(await services()).toEqual(['audit', 'reviews', 'reviews-v1']);
  });

  test('from the Service with all versions, at the edge and in the mesh: both get Services, and no request is lost', async () => {
    const router = await begin(
      [routeOf([{ name: 'primary', backendRefs: [{ name: 'reviews', port: 9080 }] }])],
      fromAll,
    );
    const seen: Record<string, number>[] = [];
    const askEverywhere = async (requests: number) => {
      const edge = await askFor(namespace, { url: edgeUrl, host, requests });
      const mesh = await askFor(namespace, { url: 'http://reviews:9080/reviews/7', requests });
      seen.push(edge, mesh);
      return { edge, mesh };
    };
    const onlyFrom = (version: string) =>
      eventually(async () => {
        const { edge, mesh } = await askEverywhere(30);
        return edge[`200 ${version}`] === 30 && mesh[`200 ${version}`] === 30;
      });
    await shift(router, 0, 1);
    expect(await split()).toEqual({ v1: 100, v2: 0 });
    expect(await onlyFrom('v1')).toBe(true);
    await shift(router, 100, 2);
    expect(await onlyFrom('v2')).toBe(true);
    await router.release('canary', fenceOf(3), soon());
    expect(await services()).toEqual(['audit', 'reviews', 'reviews-v2']);
    expect((await readRules())[0]?.backendRefs).toMatchObject([{ name: 'reviews-v2', weight: 1 }]);
    expect(await onlyFrom('v2')).toBe(true);
    // Taken back after its end: stable's Service is made anew before the rule names it.
    const fence = fenceOf(1, 'release/test/2', 1_800_000_000_000);
    expect(await router.shift(0, { fence, overwrite: true }, soon())).toMatchObject({ kind: 'split', weight: 0 });
    expect(await onlyFrom('v1')).toBe(true);
    await router.release('stable', { ...fence, epoch: 2 }, soon());
    expect((await readRules())[0]?.backendRefs).toMatchObject([{ name: 'reviews', weight: 1 }]);
    expect(await services()).toEqual(['audit', 'reviews']);
    expect(new Set(seen.flatMap((answer) => Object.keys(answer)))).toEqual(new Set(['200 v1', '200 v2']));
  });

  test('no weight for a Service without an endpoint, nor over what no gateway takes up', async () => {
    const nobody = {
      ...plannedRoute,
      missingServices: [{ ...(plannedRoute.missingServices[0] ?? fail()), selector: { app: 'nobody' } }],
    };
    const router = await begin(all, nobody);
    await shift(router, 0, 1);
    await expect(shift(router, 10, 2)).rejects.toMatchObject({
      ...{ type: 'Unavailable', message: expect.stringContaining('reviews-v2 has no endpoint that is ready') },
    });
    expect(await split()).toEqual({ v1: 100, v2: 0 });

    const other = await begin(all);
    await shift(other, 0, 1);
    await edit([{ op: 'replace', path: '/spec/rules/3/backendRefs/1/name', value: 'nowhere' }]);
    const isRefused = async () => /BackendNotFound.*nowhere/.test(JSON.stringify(await other.observe(soon())));
    expect(await eventually(isRefused)).toBe(true);
    await expect(shift(other, 10, 2)).rejects.toMatchObject({
      ...{ type: 'Unavailable', message: expect.stringContaining('The weight cannot rise: HTTPRoute') },
    });
    expect(await shift(other, 0, 3, true)).toMatchObject({ kind: 'split', weight: 0 }); // the way back is open
  });

  test('a Service that was made and that somebody took away is told, and made again when that is wanted', async () => {
    const router = await begin(all);
    await shift(router, 10, 1);
    await inCluster(['delete', 'service', 'reviews-v2', '-n', namespace]);
    const foreign = { kind: 'foreign', edit: { what: 'Service reviews-v2 is gone', by: 'somebody' }, weight: 10 };
    expect(await router.observe(soon())).toEqual(foreign);
    expect(await shift(router, 20, 2)).toEqual(foreign);
    expect(await eventually(async () => (await shift(router, 20, 3, true)).kind === 'split')).toBe(true);
    expect(await services()).toContain('reviews-v2');
  });

  test('one of that name that others made stays, unless it has other pods: then it is refused before anything is written', async () => {
    const theirs = await begin([...all, versionService('v2')]);
    await shift(theirs, 10, 1);
    await theirs.release('stable', fenceOf(2), soon());
    expect(await services()).toContain('reviews-v2');

    const others = serviceOf(namespace, 'reviews-v2', { app: 'audit' });
    const router = await begin([...all, others]);
    await expect(shift(router, 10, 1)).rejects.toMatchObject({ type: 'InvalidSpec' });
    expect(await split()).toEqual({ v1: 100 });
  });

  test('edits elsewhere in the route are nobody’s business; a rule without a name is found again after it has moved', async () => {
    const plain = [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [ref('v1')] }];
    const plan: GatewayRoute = { ...plannedRoute, rule: { by: 'index', index: 0 } };
    const router = await begin([versionService('v1'), routeOf(plain)], plan);
    await shift(router, 10, 1);
    const inserted = { matches: [{ path: { type: 'Exact', value: '/beta' } }], backendRefs: [ref('v1')] };
    await edit([
      { op: 'add', path: '/spec/rules/0', value: inserted },
      { op: 'add', path: '/spec/rules/1/timeouts', value: { request: '7s' } },
    ]);
    expect(await router.observe(soon())).toMatchObject({ kind: 'split', weight: 10 });
    await shift(router, 20, 2);
    const weights = (await readRules()).map(({ backendRefs }) => backendRefs?.map(({ weight }) => weight));
    expect(weights).toEqual([[1], [80, 20]]);
    expect((await readRules())[1]?.['timeouts']).toEqual({ request: '7s' });
  });

  test('the weights of a GRPCRoute', async () => {
    const plan: GatewayRoute = { ...plannedRoute, resource: 'GRPCRoute' };
    const rules = [
      { name: 'primary', matches: [{ method: { service: 'ratings.Ratings' } }], backendRefs: [ref('v1')] },
    ];
    const router = await begin([versionService('v1'), routeOf(rules, 'GRPCRoute')], plan);
    const before = await readRules('grpcroute');
    expect(await shift(router, 30, 1)).toMatchObject({ kind: 'split', weight: 30 });
    expect(await split('grpcroute')).toEqual({ v1: 70, v2: 30 });
    await router.release('stable', fenceOf(2), soon());
    expect(await readRules('grpcroute')).toEqual(before);
  });
});

function fail(): never {
  throw new Error('the plan has no missing Service');
}
