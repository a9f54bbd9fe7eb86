import { expect, test } from '@jest/globals';
import { backendRef, backendsOf } from '../../../activities/traffic/backend-refs.js';
import { findRoutes } from '../../../activities/traffic/find-route.js';
import { namesService } from '../../../activities/traffic/names-service.js';

const filters = [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }];
const refs = [
  { group: '', kind: 'Service', name: 'reviews-v1', port: 9080, weight: 3, filters },
  { name: 'audit', namespace: 'shop', port: 80 },
  { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'reviews-v1', weight: 2 },
];

test('backends are destinations: Services by their hosts, none of another kind among them; no weight is 1', () => {
  expect(
    backendsOf({ backendRefs: [...refs, 'nonsense'] }).map(({ destination, weight }) => [destination, weight]),
  ).toEqual([
    [{ host: 'reviews-v1', port: { number: 9080 } }, 3],
    [{ host: 'audit.shop.svc.cluster.local', port: { number: 80 } }, 1],
    [{ host: 'InferencePool:reviews-v1' }, 2],
  ]);
});

test('what was read is written as it was, but for its weight; what is new is a Service', () => {
  const [first, second] = backendsOf({ backendRefs: refs });
  expect(backendRef({ ...(first ?? missing()), weight: 90 })).toEqual({ ...refs[0], weight: 90 });
  expect(backendRef(second ?? missing())).toEqual({ ...refs[1], weight: 1 });
  const added = { destination: { host: 'reviews-v2', port: { number: 9080 } }, weight: 10 };
  expect(backendRef(added)).toEqual({ group: '', kind: 'Service', name: 'reviews-v2', port: 9080, weight: 10 });
});

test('a rule whose only backend has weight 0 gives nobody anything', () => {
  expect(backendsOf({ backendRefs: [{ name: 'reviews-v1', weight: 0 }] })).toEqual([]);
  expect(backendsOf({ filters })).toEqual([]);
});

const route = {
  ...{
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'reviews-v3', namespace: 'shop' },
  },
  spec: {
    parentRefs: [{ name: 'edge', namespace: 'gateways' }],
    rules: [
      {
        name: 'first',
        filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'mirror', port: 80 } } }],
      },
      { backendRefs: [{ name: 'reviews-v1', port: 80 }] },
    ],
  },
};

test('rules are found by name, place and backend', () => {
  const found = (reference: Parameters<typeof findRoutes>[1]) => findRoutes(route, reference).map(({ index }) => index);
  expect(found({ by: 'name', name: 'first' })).toEqual([0]);
  expect(found({ by: 'index', index: 1 })).toEqual([1]);
  expect(found({ by: 'destination', destination: 'reviews-v1' })).toEqual([1]);
});

test('a Service that any rule names, also for a mirror, is not taken away', () => {
  const isNamed = (name: string, namespace = 'shop') => namesService(route, name, namespace);
  expect([isNamed('reviews-v1'), isNamed('mirror')]).toEqual([true, true]);
  expect([isNamed('reviews-v2'), isNamed('reviews-v3'), isNamed('reviews-v1', 'other')]).toEqual([false, false, false]);
});

function missing(): never {
  throw new Error('there is no such backend');
}
