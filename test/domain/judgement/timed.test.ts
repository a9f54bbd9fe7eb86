import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { p99, slower, surelySlower, untimed, withTimes } from '../../../domain/judgement/timed.js';

/** 100 requests: 90 up to 100 ms, 8 up to 250, 1 up to 500 and one beyond. */
const some = { requests: 100, sum: 9000, upTo: { 100: 90, 250: 98, 500: 99 } };

test.each([
  [100, 10, 10],
  [150, 2, 10 - 8 / 3],
  [250, 2, 2],
  [500, 1, 1],
  [501, 0, 1],
])('over %i ms: surely %i, probably %d', (ms, surely, probably) => {
  expect(surelySlower(some, ms)).toBe(surely);
  expect(slower(some, ms)).toBeCloseTo(probably, 9);
});

test('the time of 99 in 100, spread evenly between boundaries', () => {
  expect(p99(some)).toBe(500);
  expect(p99({ requests: 100, sum: 0, upTo: { 100: 98, 200: 100 } })).toBe(150);
  expect(p99({ requests: 10, sum: 0, upTo: { 100: 10 } })).toBeCloseTo(99, 9);
});

test('without requests, or beyond all boundaries, nobody knows', () => {
  expect([p99(untimed), p99({ requests: 10, sum: 0, upTo: { 100: 5 } })]).toEqual([undefined, undefined]);
});

test('two histograms in one', () => {
  expect(withTimes(some, { requests: 2, sum: 20, upTo: { 100: 2, 250: 2, 500: 2, 1000: 2 } })).toEqual({
    requests: 102,
    sum: 9020,
    upTo: { 100: 92, 250: 100, 500: 101, 1000: 2 },
  });
});

test('never more surely slow than probably', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 900 }), (ms) => surelySlower(some, ms) <= slower(some, ms) + 1e-9));
});
