import { expect } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { istioRouter } from '../../../activities/traffic/istio.js';
import { routeMark } from '../../../activities/traffic/locate-route.js';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import type { IstioRoute, RouteDestination } from '../../../domain/plan.js';
import type { AnyVirtualService } from './any-virtual-service.js';

const weights = [0, 10, 10, 50, 100];

/**
 * Takes a VirtualService through shifts, a pause (the same weight again), a promotion or a rollback, and expects after each
 * of these all but the route's destinations as it was, these as they must be, and after a rollback everything.
 */
export async function expectNothingElse(
  { cluster, namespace }: { cluster: Cluster; namespace: string },
  { spec, index, isListed }: AnyVirtualService,
  { to, epoch: first }: { to: 'stable' | 'canary'; epoch: number },
): Promise<void> {
  const signal = AbortSignal.timeout(50_000);
  const read = async () => {
    const object = await cluster.get('VirtualService', namespace, 'reviews', signal);
    return JSON.parse(JSON.stringify(object?.['spec'])) as AnyVirtualService['spec'];
  };
  const found = await cluster.get('VirtualService', namespace, 'reviews', signal); // the API server sorts its fields
  const before = spec.http[index]?.['route'] as RouteDestination[];
  const plan: IstioRoute = {
    ...{ kind: 'istio', namespace, virtualService: 'reviews', route: { by: 'index', index } },
    mark: routeMark(found, index),
    ...{ stable: { host: 'reviews', subset: 'v1' }, canary: { host: 'reviews', subset: 'v2' } },
    ...{ destinationRule: { name: 'reviews', exists: true }, missingSubsets: [], before },
  };
  const router = istioRouter(cluster, plan, `${namespace}/reviews`);
  const expectRoute = async (list: RouteDestination[]) => {
    const http = spec.http.map((route, place) => (place === index ? { ...route, route: list } : route));
    const now = await read();
    const wanted = JSON.parse(JSON.stringify({ ...spec, http })) as unknown;
    if (!isDeepStrictEqual(now, wanted)) expect(now).toEqual(wanted); // which is slower, and says what differs
  };
  let epoch = first;
  const fence = () => ({ release: 'release/test/reviews/1', since: 1_700_000_000_000, epoch: epoch++ });
  const entry = (subset: string, weight: number) => ({
    ...{ ...before[0], destination: { host: 'reviews', subset } },
    weight,
  });
  for (const weight of weights) {
    await router.shift(weight, { fence: fence(), overwrite: false }, signal);
    await expectRoute([entry('v1', 100 - weight), entry('v2', weight)]);
  }
  if (to === 'stable') {
    await router.shift(0, { fence: fence(), overwrite: true }, signal);
    await expectRoute([entry('v1', 100), entry('v2', 0)]);
    await router.release('stable', fence(), signal);
    return expectRoute(before);
  }
  await router.release('canary', fence(), signal);
  const { weight: _, ...alone } = { ...entry('v2', 100), weight: undefined };
  if (isListed) return expectRoute([entry('v1', 0), entry('v2', 100)]);
  return expectRoute([before[0]?.weight === undefined ? alone : { ...alone, weight: before[0].weight }]);
}
