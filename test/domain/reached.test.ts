import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reached } from '../../domain/reached.js';
import { wilsonInterval } from '../../domain/wilson.js';

test.each([
  ['the asked share, clearly', 20, 10, { canary: 200, total: 1000 }, 'yes'],
  ['the previous share, clearly', 20, 10, { canary: 100, total: 1000 }, 'no'],
  ['something else altogether', 20, 10, { canary: 500, total: 1000 }, 'no'],
  ['too few to tell the two apart', 20, 10, { canary: 6, total: 40 }, 'inconclusive'],
  ['nothing', 20, 10, { canary: 0, total: 0 }, 'inconclusive'],
  ['all', 100, 90, { canary: 300, total: 300 }, 'yes'],
  ['none, from the start', 0, 0, { canary: 0, total: 50 }, 'yes'],
  ['a stray request at 0', 0, 10, { canary: 1, total: 1000 }, 'yes'],
  ['three in a hundred at 0', 0, 10, { canary: 30, total: 1000 }, 'no'],
  ['a stray request at 100', 100, 90, { canary: 99_990, total: 100_000 }, 'yes'],
] as const)('%s', (_, asked, previous, counted, expected) => {
  expect(reached(asked, previous, counted)).toBe(expected);
});

test('the interval agrees with the closed form, evaluated apart from this code', () => {
  const { low, high } = wilsonInterval(81, 263);
  expect(low).toBeCloseTo(0.2404, 3);
  expect(high).toBeCloseTo(0.3852, 3);
});

test('it holds the seen share, lies within 0 and 1, and narrows with more requests', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
      const hits = Math.round(total * share);
      const { low, high } = wilsonInterval(hits, total);
      const wider = wilsonInterval(hits * 10, total * 10);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low - 1e-12 <= hits / total && hits / total <= high + 1e-12).toBe(true);
      expect(wider.high - wider.low).toBeLessThanOrEqual(high - low + 1e-12);
    }),
  );
});
