import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { p99, slower, surelySlower, untimed, withBoundaries, withTimes } from '../../../domain/judgement/timed.js';

/** 100 requests: 90 up to 100 ms, 8 up to 250, 1 up to 500 and one beyond. */
const some = { requests: 100, sum: 9000, upTo: { 100: 90, 250: 98, 500: 99 } };

const ofSome = [100, 250, 500];

test.each([
  [100, 10, 10],
  [150, 2, 10 - 8 / 3],
  [250, 2, 2],
  [500, 1, 1],
  [501, 0, 1],
])('over %i ms: surely %i, probably %d', (ms, surely, probably) => {
  expect(surelySlower(some, ms, ofSome)).toBe(surely);
  expect(slower(some, ms, ofSome)).toBeCloseTo(probably, 9);
});

test('the time of 99 in 100, spread evenly between boundaries', () => {
  expect(p99(some, ofSome)).toBe(500);
  expect(p99({ requests: 100, sum: 0, upTo: { 100: 98, 200: 100 } }, [100, 200])).toBe(150);
  expect(p99({ requests: 10, sum: 0, upTo: { 100: 10 } }, [100])).toBeCloseTo(99, 9);
});

test('without requests, or beyond all boundaries, nobody knows', () => {
  expect([p99(untimed, [100]), p99({ requests: 10, sum: 0, upTo: { 100: 5 } }, [100])]).toEqual([undefined, undefined]);
});

test('two histograms in one', () => {
  expect(withTimes(some, { requests: 2, sum: 20, upTo: { 100: 2, 250: 2, 500: 2, 1000: 2 } })).toEqual({
    requests: 102,
    sum: 9020,
    upTo: { 100: 92, 250: 100, 500: 101, 1000: 2 },
  });
});

test('never more surely slow than probably', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      (ms) => surelySlower(some, ms, ofSome) <= slower(some, ms, ofSome) + 1e-9,
    ),
  );
});

test('a boundary up to which nothing was counted is one all the same', () => {
  const slow = { requests: 10, sum: 4000, upTo: { 500: 10 } };
  const all = withBoundaries(withBoundaries([], ['500', '+Inf']), ['100', '250', '500']);
  expect(all).toEqual([100, 250, 500]);
  expect([surelySlower(slow, 150, all), slower(slow, 150, all), p99(slow, all)]).toEqual([10, 10, 497.5]);
});
