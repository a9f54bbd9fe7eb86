import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import type { JsonPatch } from '../../../activities/kubernetes/json-patch.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { istioRouter } from '../../../activities/traffic/istio.js';
import { takeBack } from '../../../activities/traffic/take-back.js';
import type { IstioRoute, RouteDestination } from '../../../domain/plan.js';

const fence = { release: 'release/test/bookinfo/reviews/1', since: 1_700_000_000_000, epoch: 7 };
const of = { namespace: 'bookinfo', service: 'reviews', isMeant: (release: string) => release === fence.release };
const order = { by: 'ann', reason: 'page' };
const soon = () => AbortSignal.timeout(50_000);
const entry = (subset: string, weight?: number): RouteDestination => ({
  destination: { host: 'reviews', subset },
  ...(weight === undefined ? {} : { weight }),
});
const plan: IstioRoute = {
  ...{ kind: 'istio', namespace: 'bookinfo', virtualService: 'reviews', route: { by: 'name', name: 'primary' } },
  ...{ stable: { host: 'reviews', subset: 'v1' }, canary: { host: 'reviews', subset: 'v2' } },
  ...{ destinationRule: { name: 'reviews', exists: true }, missingSubsets: [], before: [entry('v1', 100)] },
};

/** VirtualServices in memory, as far as a router asks and writes. */
class Routes {
  readonly #objects = new Map<string, KubernetesObject>();
  #revision = 0;

  constructor(...names: string[]) {
    const http = [
      { name: 'other', route: [entry('v1')] },
      { name: 'primary', route: [entry('v1', 100)] },
    ];
    for (const name of names)
      this.#objects.set(name, {
        ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
        ...{ metadata: { name, namespace: 'bookinfo', resourceVersion: '0' }, spec: { hosts: [name], http } },
      });
  }

  readonly cluster = {
    get: (_kind: string, _namespace: string, name: string) => Promise.resolve(this.#objects.get(name)),
    list: (kind: string) => Promise.resolve([...this.#objects.values()].filter((object) => object.kind === kind)),
    patch: ({ name }: { name: string }, operations: JsonPatch) => Promise.resolve(this.#patch(name, operations)),
  } as unknown as Cluster;

  weights(name = 'reviews', index = 1): Record<string, number | undefined> {
    const { spec } = this.#objects.get(name) as unknown as { spec: { http: { route: RouteDestination[] }[] } };
    const list = spec.http[index]?.route ?? [];
    return Object.fromEntries(list.map(({ destination, weight }) => [destination.subset ?? '', weight]));
  }

  /** Our record on it. */
  record(name = 'reviews'): Record<string, unknown> {
    const text = this.#objects.get(name)?.metadata.annotations?.['sluice.dev/fence'] ?? '{}';
    return (JSON.parse(text) as Record<string, Record<string, unknown>>)['bookinfo/reviews'] ?? {};
  }

  /** Writes the record as an older version did, without the canary. */
  forgetCanary(name = 'reviews'): void {
    const { canary: _, ...record } = this.record(name);
    const annotations = this.#objects.get(name)?.metadata.annotations ?? {};
    annotations['sluice.dev/fence'] = JSON.stringify({ 'bookinfo/reviews': record });
  }

  #patch(name: string, operations: JsonPatch): KubernetesObject {
    const object = structuredClone(this.#objects.get(name)) as KubernetesObject;
    for (const operation of operations) if (operation.op !== 'test') apply(object, operation);
    object.metadata.resourceVersion = String((this.#revision += 1));
    this.#objects.set(name, object);
    return object;
  }
}

function apply(object: object, operation: Exclude<JsonPatch[number], { op: 'test' }>): void {
  const keys = operation.path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/'));
  const last = keys.pop() ?? '';
  // eslint-disable-next-line typescript/no-explicit-any
  const parent = keys.reduce((at: any, key) => at[key], object);
  parent[last] = 'value' in operation ? operation.value : undefined;
}

/** A release that has given its canary this weight. */
async function released(weight: number, route = plan, ...names: string[]): Promise<Routes> {
  const routes = new Routes('reviews', ...names);
  const router = istioRouter(routes.cluster, route, 'bookinfo/reviews');
  await router.shift(0, { fence: { ...fence, epoch: 1 }, overwrite: false }, soon());
  await router.shift(weight, { fence, overwrite: false }, soon());
  return routes;
}

test('the canary`s requests go to stable, by our annotation alone, and the rest of the routes stays', async () => {
  const routes = await released(50);
  expect(routes.weights()).toEqual({ v1: 50, v2: 50 });
  const taken = await takeBack(routes.cluster, of, order, soon());
  expect(taken).toEqual([{ virtualService: 'reviews', release: fence.release, weight: 50 }]);
  expect([routes.weights(), routes.weights('reviews', 0)]).toEqual([{ v1: 100, v2: 0 }, { v1: undefined }]);
  expect(routes.record()).toMatchObject({ ...fence, epoch: 1_000_000_007, weight: 0, direct: order });
});

test('whatever its release still writes is refused with the epoch, by whom and why; above it the way back goes on', async () => {
  const routes = await released(20);
  await takeBack(routes.cluster, of, order, soon());
  const router = istioRouter(routes.cluster, plan, 'bookinfo/reviews');
  for (const weight of [50, 0]) {
    const late = router.shift(weight, { fence: { ...fence, epoch: 9 }, overwrite: true }, soon());
    await expect(late).rejects.toMatchObject({
      ...{ type: 'Superseded', epoch: 1_000_000_007 },
      message: expect.stringMatching(/^ann gave stable all requests directly \(sluice abort --direct\): page; /),
    });
  }
  expect(await router.observe(soon(), 20)).toMatchObject({ kind: 'foreign', edit: { by: 'ann' } });
  const above = { ...fence, epoch: 1_000_000_008 };
  expect(await router.shift(0, { fence: above, overwrite: true }, soon())).toEqual({ kind: 'split', weight: 0 });
  expect(routes.record()).not.toHaveProperty('direct');
  await router.release('stable', { ...above, epoch: 1_000_000_009 }, soon());
  expect(routes.weights()).toEqual({ v1: 100 });
});

test('a direct abort may come twice', async () => {
  const routes = await released(20);
  await takeBack(routes.cluster, of, order, soon());
  const [again] = await takeBack(routes.cluster, of, order, soon());
  expect(again?.weight).toBe(0);
  expect(routes.weights()).toEqual({ v1: 100, v2: 0 });
});

test('an annotation of an older version tells the canary by its weight, if that is its alone', async () => {
  const routes = await released(20);
  routes.forgetCanary();
  await takeBack(routes.cluster, of, order, soon());
  expect(routes.weights()).toEqual({ v1: 100, v2: 0 });
  const even = await released(50);
  even.forgetCanary();
  await expect(takeBack(even.cluster, of, order, soon())).rejects.toThrow('write the route by hand');
  expect(even.weights()).toEqual({ v1: 50, v2: 50 });
});

test('a release that was not meant is left alone, and named', async () => {
  const routes = await released(20);
  const other = { ...of, isMeant: () => false };
  const taking = takeBack(routes.cluster, other, order, soon());
  await expect(taking).rejects.toThrow(`belongs to ${fence.release}, which was not meant`);
  expect(routes.weights()).toEqual({ v1: 80, v2: 20 });
});

test('where no release has a route, or its release has ended, nothing is written', async () => {
  const untouched = new Routes('reviews', 'ratings');
  expect(await takeBack(untouched.cluster, of, order, soon())).toEqual([]);
  const ended = await released(100);
  const router = istioRouter(ended.cluster, plan, 'bookinfo/reviews');
  await router.release('canary', { ...fence, epoch: 8 }, soon());
  expect(ended.record()).toMatchObject({ ended: true });
  expect(await takeBack(ended.cluster, of, order, soon())).toEqual([]);
  expect(ended.weights()).toEqual({ v2: 100 });
});

test('a first release has no stable: what was there before has all requests', async () => {
  const { stable: _, ...first } = { ...plan, before: [entry('v1', 100)] };
  const routes = await released(100, first);
  expect(routes.weights()).toEqual({ v2: 100 });
  await takeBack(routes.cluster, of, order, soon());
  expect(routes.weights()).toEqual({ v1: 100, v2: 0 });
});
