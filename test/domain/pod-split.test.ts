import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { percentOf, placesOf, podsCarrying, showSplit, splitFor, splitOf } from '../../domain/pod-split.js';
import type { PodRule, Rounding } from '../../domain/pod-split.js';
import type { PodsRoute } from '../../domain/plan.js';

const three = { canary: 3, stable: 3 };

test('the way of three pods and three', () => {
  const shares = placesOf(three).map((place) => `${place.canary}+${place.stable} ${percentOf(place).toFixed(1)}`);
  expect(shares).toEqual(['0+3 0.0', '1+3 25.0', '2+3 40.0', '3+3 50.0', '3+2 60.0', '3+1 75.0', '3+0 100.0']);
});

test.each<[number, Rounding, string | undefined]>([
  [10, 'up', '25 %, 1 of 4 pods'],
  [10, 'down', '0 %, 0 of 3 pods'],
  [10, 'refuse', undefined],
  [25, 'up', '25 %, 1 of 4 pods'],
  [25, 'refuse', '25 %, 1 of 4 pods'],
  [51, 'up', '60 %, 3 of 5 pods'],
  [51, 'down', '50 %, 3 of 6 pods'],
  [99, 'down', '75 %, 3 of 4 pods'],
  [99, 'up', '100 %, 3 of 3 pods'],
])('%d %%, round: %s, is %s', (weight, round, expected) => {
  const split = splitFor(weight, { ...three, round });
  expect(split && showSplit(split)).toBe(expected);
});

test('where thirds are asked for, half a percent is near enough', () => {
  const split = splitFor(33, { canary: 2, stable: 2, round: 'refuse' });
  expect(split).toEqual({ canary: 1, stable: 2 });
});

const rules = fc.record<PodRule>({
  canary: fc.integer({ min: 1, max: 40 }),
  stable: fc.integer({ min: 1, max: 40 }),
  round: fc.constantFrom('up', 'down', 'refuse'),
});
const weights = fc.double({ min: 0, max: 100, noNaN: true });

describe('for any number of pods', () => {
  test('each place gives the canary more than the one before, and takes no pods away on the way up', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const places = placesOf(rule);
        places.slice(1).forEach((place, index) => {
          const before = places[index] ?? place;
          expect(percentOf(place)).toBeGreaterThan(percentOf(before));
          expect(place.canary).toBeGreaterThanOrEqual(before.canary);
          expect(place.stable).toBeLessThanOrEqual(before.stable);
        });
        expect(places).toHaveLength(rule.canary + rule.stable + 1);
      }),
    );
  });

  test('what is reached is as the rule says, and the next place would not be', () => {
    fc.assert(
      fc.property(rules, weights, (rule, weight) => {
        const split = splitFor(weight, rule);
        const shares = placesOf(rule).map(percentOf);
        const best = {
          up: Math.min(...shares.filter((share) => share >= weight)),
          down: Math.max(...shares.filter((share) => share <= weight)),
          refuse: shares.find((share) => Math.abs(share - weight) <= 0.5),
        }[rule.round];
        const isExact = rule.round === 'refuse' && split !== undefined;
        expect(isExact ? Math.abs(percentOf(split) - weight) <= 0.5 : split && percentOf(split)).toBe(
          isExact ? true : best,
        );
      }),
    );
  });

  test('more is never fewer: the share rises with the weight', () => {
    fc.assert(
      fc.property(rules, weights, weights, (rule, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map((weight) => splitFor(weight, rule));
        fc.pre(low !== undefined && high !== undefined);
        expect(percentOf(high)).toBeGreaterThanOrEqual(percentOf(low));
      }),
    );
  });

  test('none and all are always had, and where the canary has as many pods, no place serves with fewer', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(splitFor(0, rule)).toEqual({ canary: 0, stable: rule.stable });
        expect(splitFor(100, rule)).toEqual({ canary: rule.canary, stable: 0 });
        fc.pre(rule.canary >= rule.stable);
        for (const place of placesOf(rule)) expect(place.canary + place.stable).toBeGreaterThanOrEqual(rule.stable);
      }),
    );
  });
});

const route: PodsRoute = {
  ...{ kind: 'replicas', namespace: 'bookinfo', service: 'reviews', round: 'refuse', labels: { app: 'reviews' } },
  ...{ stable: { deployment: 'reviews-v1', replicas: 3 }, canary: { deployment: 'reviews-v2', replicas: 3 } },
  counted: false,
};

test('what preflight would not have let pass is rounded down; without a stable it is none or all', () => {
  expect(splitOf(route, 30)).toEqual({ canary: 1, stable: 3 });
  const { stable: _, ...first } = route;
  expect([0, 10, 100].map((weight) => splitOf({ ...first, round: 'up' }, weight))).toEqual([
    { canary: 0, stable: 0 },
    { canary: 1, stable: 0 },
    { canary: 3, stable: 0 },
  ]);
});

test('the canary carries what stable has given up', () => {
  expect([0, 25, 50, 60, 75, 100].map((weight) => podsCarrying(route, weight))).toEqual([0, 1, 1, 1, 2, 3]);
});
