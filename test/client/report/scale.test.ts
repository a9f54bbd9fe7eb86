import { expect, test } from '@jest/globals';
import { scale, ticks, timeTicks } from '../../../client/report/scale.js';

test('a value stands in proportion between the ends, also where these are the same', () => {
  expect([0, 50, 100].map(scale([0, 100], [200, 0]))).toEqual([200, 100, 0]);
  expect(scale([5, 5], [0, 10])(5)).toBe(0);
});

test.each([
  [0, 100, [0, 50, 100]],
  [0.94, 1, [0.94, 0.96, 0.98, 1]],
  [0, 430, [0, 200, 400]],
  [0, 0.0007, [0, 0.0002, 0.0004, 0.0006]],
  [3, 3, [3]],
])('the ticks from %d to %d are round', (low, high, expected) => {
  expect(ticks(low, high, 4)).toEqual(expected);
});

test.each([
  ['20 s', 20_000, ['12:00:00', '12:00:05', '12:00:10', '12:00:15', '12:00:20']],
  ['2 h', 7_200_000, ['12:00', '12:30', '13:00', '13:30', '14:00']],
  ['14 h', 50_400_000, ['12:00', '14:00', '16:00', '18:00', '20:00', '22:00', '11-22', '02:00']],
  ['3 weeks', 21 * 86_400_000, ['11-26', '12-03', '12-10']],
])('moments over %s', (_, ms, expected) => {
  const from = Date.UTC(2026, 10, 21, 12);
  const found = timeTicks(from, from + ms, 8);
  expect(found.map(({ text }) => text)).toEqual(expected);
});
