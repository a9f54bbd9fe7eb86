import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { difference, shareOf } from '../../../activities/traffic/compare-destinations.js';
import {
  promotedDestinations,
  restoredDestinations,
  splitDestinations,
} from '../../../activities/traffic/split-destinations.js';
import type { IstioRoute, RouteDestination } from '../../../domain/plan.js';

const at = (subset: string, weight?: number): RouteDestination => ({
  destination: { host: 'reviews', subset },
  ...(weight === undefined ? {} : { weight }),
});
const route = (before: RouteDestination[]): IstioRoute => ({
  kind: 'istio',
  namespace: 'shop',
  virtualService: 'reviews',
  route: { by: 'index', index: 0 },
  stable: { host: 'reviews', subset: 'v1' },
  canary: { host: 'reviews', subset: 'v2' },
  destinationRule: { name: 'reviews', exists: true },
  missingSubsets: [],
  before,
});

test('whatever is there, the two have 100 together, and the canary the share that was asked for', () => {
  const destinations = fc.array(fc.record({ subset: fc.constantFrom('v1', 'v2', 'v3'), weight: fc.nat(100) }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(destinations, fc.nat(100), fc.boolean(), (list, weight, listCanary) => {
      const current = list.map(({ subset, weight: share }) => at(subset, share));
      const split = splitDestinations(route([at('v1')]), current, weight, listCanary);
      expect(split.reduce((sum, entry) => sum + (entry.weight ?? 0), 0)).toBe(100);
      expect(shareOf(split, { host: 'reviews', subset: 'v2' }, 'shop')).toBe(weight);
      expect(split.map(({ destination }) => destination.subset)).not.toContain('v3');
    }),
  );
});

test('a canary with nothing is listed when it is to be made known, or is there already', () => {
  const plan = route([at('v1')]);
  expect(splitDestinations(plan, [at('v1')], 0, false)).toEqual([at('v1', 100)]);
  expect(splitDestinations(plan, [at('v1')], 0, true)).toEqual([at('v1', 100), at('v2', 0)]);
  expect(splitDestinations(plan, [at('v1', 90), at('v2', 10)], 0, false)).toEqual([at('v1', 100), at('v2', 0)]);
});

test('promotion writes the canary’s weight where there was one, and leaves it out where there was none', () => {
  expect(promotedDestinations(route([at('v1')]), [at('v1', 0), at('v2', 100)])).toEqual([at('v2')]);
  expect(promotedDestinations(route([at('v1', 100)]), [at('v1', 0), at('v2', 100)])).toEqual([at('v2', 100)]);
  const both = [at('v1', 0), at('v2', 100)];
  expect(promotedDestinations(route([at('v1', 100), at('v2', 0)]), both)).toEqual(both);
});

test('what was before is put back, whatever is there, with fields that others have changed since', () => {
  const before = [{ ...at('v1'), headers: { a: 1 } }];
  expect(restoredDestinations(route(before), [at('v9', 100)])).toEqual(before);
  const edited = { ...at('v1', 60), headers: { a: 2 } };
  expect(restoredDestinations(route(before), [edited, at('v2', 40)])).toEqual([{ ...at('v1'), headers: { a: 2 } }]);
});

test('differences are told in words; order, other fields and the lone weight say nothing', () => {
  const tell = (expected: RouteDestination[], actual: RouteDestination[]) => difference(expected, actual, 'shop');
  const written = [at('v1', 90), at('v2', 10)];
  expect(tell(written, [at('v1', 65), at('v2', 35)])).toBe('v1 has 65, not 90, v2 has 35, not 10');
  expect(tell(written, [at('v1', 90), at('v3', 10)])).toBe('v2 is gone, v3 was added with 10');
  expect(tell(written, [at('v2', 10), { ...at('v1', 90), headers: {} }])).toBeUndefined();
  expect(tell([at('v1', 100)], [at('v1')])).toBeUndefined();
  const long = { destination: { host: 'reviews.shop.svc.cluster.local', subset: 'v1' } };
  expect(tell([at('v1', 100)], [long])).toBeUndefined();
  expect(tell([at('v1')], [{ destination: { host: 'reviews', subset: 'v1', port: { number: 80 } } }])).toMatch(/gone/);
});
