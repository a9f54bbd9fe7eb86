import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPlausible, isPlausiblyFew } from './plausible.js';

// Expected: the fewest and the most, by sums of comb(n, i) p^i (1-p)^(n-i) in exact integers, apart from this code.
test.each([
  [20, 0.1, 0, 9],
  [300, 0.5, 113, 187],
  [600, 0.3, 133, 229],
  [1000, 0.1, 62, 143],
  [1000, 0.9, 857, 938],
  [1200, 0.25, 238, 365],
  [100_000, 0.001, 60, 145],
  [100_000, 0.25, 24_417, 25_585],
  [100_000, 0.5, 49_326, 50_674],
])('of %i that each hit by a chance of %d, %i to %i hits are plausible', (total, share, fewest, most) => {
  const around = [fewest - 1, fewest, most, most + 1];
  expect(around.map((hits) => isPlausible(hits, total, share))).toEqual([false, true, true, false]);
});

test('where there is no chance, nothing but all or none is plausible', () => {
  expect([0, 1].map((hits) => isPlausible(hits, 1000, 0))).toEqual([true, false]);
  expect([999, 1000].map((hits) => isPlausible(hits, 1000, 1))).toEqual([false, true]);
  expect([isPlausiblyFew(0, 9, 0), isPlausiblyFew(1, 9, 0), isPlausiblyFew(9, 9, 1)]).toEqual([true, false, true]);
});

test('of nothing any share is plausible; what cannot be counted is not', () => {
  for (const share of [0, 0.3, 1]) expect(isPlausible(0, 0, share)).toBe(true);
  const impossible: [number, number][] = [
    [-1, 10],
    [11, 10],
    [2.5, 10],
    [Number.NaN, 10],
    [1, Number.NaN],
  ];
  expect(impossible.filter(([hits, total]) => isPlausible(hits, total, 0.3))).toEqual([]);
});

test('the share itself is plausible, and what is far from it is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
      const far = Math.ceil(6 * Math.sqrt(total * share * (1 - share))) + 7;
      const mean = Math.round(total * share);
      expect(isPlausible(mean, total, share)).toBe(true);
      expect([mean - far, mean + far].filter((hits) => isPlausible(hits, total, share))).toEqual([]);
    }),
  );
});

test('against an upper bound alone nothing speaks for want of hits', () => {
  expect([0, 20, 41, 42].map((hits) => isPlausiblyFew(hits, 1000, 0.02))).toEqual([true, true, true, false]);
});
