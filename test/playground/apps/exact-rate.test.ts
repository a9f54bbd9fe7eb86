import { describe, expect, test } from '@jest/globals';
import { ExactRate } from '../../../playground/apps/program/exact-rate.js';

function picked(rate: number, events: number): boolean[] {
  const exact = new ExactRate(rate);
  return Array.from({ length: events }, () => exact.pick());
}

describe('ExactRate', () => {
  test.each([0, 0.001, 0.01, 0.1, 0.25, 0.3, 1 / 3, 0.5, 0.7, 0.999, 1])(
    'with rate %d picks floor(N * rate)',
    (rate) => {
      const all = picked(rate, 1000);
      for (const count of [1, 3, 10, 99, 100, 1000]) {
        const hits = all.slice(0, count).filter(Boolean).length;
        expect(hits).toBe(Math.floor(count * rate + 1e-6));
      }
    },
  );

  test('spreads its picks evenly', () => {
    expect(picked(0.25, 8)).toEqual([false, false, false, true, false, false, false, true]);
  });
});
