import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chanceOfAtLeast } from '../../domain/binomial.js';

// Expected values: the sum of comb(n, i) p^i (1-p)^(n-i), in exact integers.
test.each([
  [1, 20, 0.005, 0.0953897],
  [4, 20, 0.005, 2.8443e-6],
  [2, 10, 0.005, 1.095e-3],
  [50, 100, 0.5, 0.539795],
  [0, 10, 0.5, 1],
])('%i or more of %i at %d', (hits, total, probability, expected) => {
  expect(chanceOfAtLeast(hits, total, probability)).toBeCloseTo(expected, 4);
});

test('it is a chance, and smaller the more hits are asked for', () => {
  const args = [
    fc.integer({ min: 1, max: 3000 }),
    fc.integer({ min: 0, max: 3000 }),
    fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
  ] as const;
  fc.assert(
    fc.property(...args, (total, asked, probability) => {
      const hits = Math.min(asked, total);
      const chance = chanceOfAtLeast(hits, total, probability);
      expect(chance).toBeGreaterThanOrEqual(0);
      expect(chance).toBeLessThanOrEqual(1);
      expect(chanceOfAtLeast(hits + 1, total, probability)).toBeLessThanOrEqual(chance);
    }),
  );
});
