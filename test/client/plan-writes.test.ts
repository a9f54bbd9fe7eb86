import { expect, test } from '@jest/globals';
import { planWrites } from '../../client/plan-writes.js';
import type { GatewayRoute, IstioRoute } from '../../domain/plan.js';
import { planOf, podsPlanOf } from '../domain/planned.js';

const route = planOf().route as IstioRoute;
const lines = (plan: Parameters<typeof planWrites>[0]) =>
  planWrites(plan).map(({ object, fields, will }) => `${object} ${fields}: ${will}`);

test('every object, its fields and what they will be: subsets, the route, and ours for clients in the mesh', () => {
  const edge: IstioRoute = {
    ...route,
    ...{ route: { by: 'index', index: 2 }, destinationRule: { name: 'reviews', exists: false } },
    missingSubsets: [{ name: 'v2', labels: { version: 'v2' } }],
    meshRoute: { name: 'reviews-sluice-mesh', host: 'reviews.bookinfo.svc.cluster.local', canaryLeaves: true },
  };
  expect(lines(planOf({ route: edge }))).toEqual([
    'DestinationRule bookinfo/reviews all of it: made for reviews: v2 (version=v2)',
    'VirtualService bookinfo/reviews .spec.http[2].route: reviews/v1 100, reviews/v2 0',
    'VirtualService bookinfo/reviews-sluice-mesh all of it: made for reviews.bookinfo.svc.cluster.local on gateway mesh: reviews/v1 100, reviews/v2 0; gone at the end',
  ]);
  const more = { ...edge, destinationRule: { name: 'reviews', exists: true } };
  expect(lines(planOf({ route: more }))[0]).toBe(
    'DestinationRule bookinfo/reviews .spec.subsets: also v2 (version=v2)',
  );
});

test('a first release has the canary alone', () => {
  const { stable: _, ...first } = route;
  const to = { ...first, route: { by: 'destination', destination: 'reviews/v1' } } as const;
  expect(lines(planOf({ route: to }))).toEqual([
    'VirtualService bookinfo/reviews .spec.http[to reviews/v1].route: reviews/v2 100',
  ]);
});

test('Services and a rule of the Gateway API; pods', () => {
  const gateway: GatewayRoute = {
    ...{ kind: 'gateway-api', namespace: 'bookinfo', resource: 'HTTPRoute', name: 'shop' },
    ...{ rule: { by: 'name', name: 'main' }, stable: { host: 'reviews-v1' }, canary: { host: 'reviews-v2' } },
    ...{
      missingServices: [{ name: 'reviews-v2', selector: { app: 'reviews', version: 'v2' }, ports: [] }],
      before: [],
    },
  };
  expect(lines(planOf({ route: gateway }))).toEqual([
    'Service bookinfo/reviews-v2 all of it: made for pods with app=reviews,version=v2',
    'HTTPRoute bookinfo/shop .spec.rules[name=main].backendRefs: reviews-v1 100, reviews-v2 0',
  ]);
  expect(lines(podsPlanOf())).toEqual([
    'pods of Deployment bookinfo/reviews-v2 .metadata.labels: app=reviews, on as many as the weight takes',
    'Deployment bookinfo/reviews-v1 .spec.replicas: 2, and fewer from 50 % on',
  ]);
});
