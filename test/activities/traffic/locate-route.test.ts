import { describe, expect, test } from '@jest/globals';
import type { RouteFence } from '../../../activities/traffic/find-route.js';
import { locateRoute, routeMark } from '../../../activities/traffic/locate-route.js';
import type { IstioRoute } from '../../../domain/plan.js';

const at = (subset: string, weight?: number) => ({
  destination: { host: 'reviews', subset },
  ...(weight === undefined ? {} : { weight }),
});
const plan: IstioRoute = {
  kind: 'istio',
  namespace: 'shop',
  virtualService: 'reviews',
  route: { by: 'index', index: 1 },
  stable: { host: 'reviews', subset: 'v1' },
  canary: { host: 'reviews', subset: 'v2' },
  destinationRule: { name: 'reviews', exists: true },
  missingSubsets: [],
  before: [at('v1')],
};
const service = (...http: unknown[]) => ({ metadata: { name: 'reviews', namespace: 'shop' }, spec: { http } });
const match = (prefix: string) => ({ match: [{ uri: { prefix } }] });
const beta = { ...match('/beta'), route: [at('v1')] };
const ours = { ...match('/'), route: [at('v1', 90), at('v2', 10)] };
const fence = (change: Partial<RouteFence> = {}): RouteFence => ({
  release: 'release/x',
  since: 1,
  epoch: 1,
  written: ours.route,
  mark: routeMark(service(beta, ours), 1),
  ...change,
});

test('before the first write it is the one that the reference means, though another goes to the same place', () => {
  expect(locateRoute(service(beta, { route: [at('v1')] }), plan, undefined)?.index).toBe(1);
});

test('it is found after it has moved, though another stands in its place', () => {
  expect(locateRoute(service(ours, beta), plan, fence())?.index).toBe(0);
  expect(locateRoute(service(beta, beta, ours), plan, fence())?.index).toBe(2);
});

test('moved, and with everything taken back, what it matches tells it', () => {
  const back = { ...ours, route: [at('v1', 100)] };
  expect(locateRoute(service(beta, beta, back), plan, fence({ written: back.route }))?.index).toBe(2);
});

test('it is found after its destinations were replaced, or what it matches was changed', () => {
  const replaced = { ...ours, route: [{ destination: { host: 'legacy' } }] };
  expect(locateRoute(service(beta, replaced), plan, fence())?.index).toBe(1);
  expect(locateRoute(service(beta, { ...ours, ...match('/x') }), plan, fence())?.index).toBe(1);
});

test('a renamed route is found by where it goes', () => {
  const named: IstioRoute = { ...plan, route: { by: 'name', name: 'primary' } };
  expect(locateRoute(service(beta, { ...ours, name: 'main' }), named, fence())?.index).toBe(1);
});

test('a route of other people is never taken for ours', () => {
  const other = { ...match('/audit'), route: [{ destination: { host: 'audit' } }] };
  expect(locateRoute(service(other, other), plan, fence())).toBeUndefined();
  expect(locateRoute(service(), plan, fence())).toBeUndefined();
});

test('what an earlier release wrote on another route does not lead away from this one', () => {
  const http = service({ ...beta, route: [at('v1')] }, { ...ours, route: [at('v1')] });
  const earlier = fence({ ended: true, mark: routeMark(http, 0), written: [at('v1')] });
  expect(locateRoute(http, plan, earlier)?.index).toBe(1);
});

test('when it is gone, the neighbour that took its place is not taken for it', () => {
  const neighbour = { ...match('/other'), route: [at('v1')] };
  expect(locateRoute(service(beta, neighbour), plan, fence())).toBeUndefined();
  expect(locateRoute(service(beta, neighbour), plan, fence({ written: [at('v1', 100)] }))).toBeUndefined();
});

describe('between the preflight and the first write', () => {
  const found = { ...match('/'), route: [at('v1')] };
  const marked: IstioRoute = { ...plan, mark: routeMark(service(beta, found), 1) };

  test('it is found where it was moved to, by what it matches', () => {
    expect(locateRoute(service(found, beta), marked, undefined)?.index).toBe(0);
  });

  test('gone, no other is taken for it', () => {
    expect(locateRoute(service(beta, beta), marked, undefined)).toBeUndefined();
    expect(locateRoute(service(beta), marked, undefined)).toBeUndefined();
  });

  test('with a second one of its name, it is the one that matches as before', () => {
    const main = { ...found, name: 'main' };
    const named: IstioRoute = { ...plan, route: { by: 'name', name: 'main' }, mark: routeMark(service(main), 0) };
    const second = { ...beta, name: 'main' };
    expect(locateRoute(service(second, main), named, undefined)?.index).toBe(1);
    expect(locateRoute(service(second, { ...second, ...match('/x') }), named, undefined)).toBeUndefined();
  });
});
