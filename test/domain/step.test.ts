import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rampSteps } from '../../domain/step.js';

const weights = (from: number, by: number) =>
  rampSteps({ from, by, holdMs: 1000 }).map((step) => (step.kind === 'weight' ? step.weight : Number.NaN));

test('ten per cent at a time', () => {
  expect(weights(10, 10)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
});

test.each([
  [5, 30, [5, 35, 65, 95, 100]],
  [100, 10, [100]],
  [50, 50, [50, 100]],
])('from %i by %i', (from, by, expected) => {
  expect(weights(from, by)).toEqual(expected);
});

test('the way up is monotone, begins at its start and ends at 100', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (from, by) => {
      const all = weights(from, by);
      expect(all[0]).toBe(from);
      expect(all.at(-1)).toBe(100);
      expect(all.every((weight, index) => index === 0 || weight > (all[index - 1] ?? 0))).toBe(true);
    }),
  );
});
