import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lnOver, notOver, type OverLimit, weighLimit } from '../../../domain/judgement/limit.js';

const weigh = (over: OverLimit, requests: number, failed: number) => weighLimit(over, { requests, failed, counts: 1 });

/** The evidence after moments of so many requests and failures, given as pairs. */
const after = (limit: number, moments: (readonly [number, number])[]) =>
  moments.reduce((over, [requests, failed]) => weigh(over, requests, failed), notOver(limit));

/** All ways in which `requests` single requests can fail, each with its chance where one in `limit` does. */
function* ways(requests: number, limit: number): Generator<{ failed: number[]; chance: number }> {
  for (let way = 0; way < 2 ** requests; way += 1) {
    const failed = Array.from({ length: requests }, (_, at) => (way >> at) & 1);
    yield { failed, chance: failed.reduce((chance, each) => chance * (each ? limit : 1 - limit), 1) };
  }
}

test.each([0.001, 0.05, 0.5, 0.95])('at a limit of %d nothing is won on average, by whatever way', (limit) => {
  for (const requests of [1, 2, 5, 10]) {
    let mean = 0;
    for (const { failed, chance } of ways(requests, limit))
      mean +=
        chance *
        Math.exp(
          lnOver(
            after(
              limit,
              failed.map((each) => [1, each] as const),
            ),
          ),
        );
    expect(mean).toBeGreaterThan(0.5);
    expect(mean).toBeLessThanOrEqual(1);
  }
});

describe('how many failures it takes', () => {
  const failuresUntilSure = (limit: number, good: number) => {
    let over = after(
      limit,
      Array.from({ length: good }, () => [10, 0] as const),
    );
    for (let failures = 1; failures < 1000; failures += 1) {
      over = weigh(over, 1, 1);
      if (lnOver(over) >= Math.log(1000)) return failures;
    }
    return Infinity;
  };
  test('few, though much was good before', () => {
    expect([0, 100, 1000, 10_000].map((good) => failuresUntilSure(0.005, good))).toEqual([3, 6, 7, 8]);
  });
});

test('no requests change nothing, and better is no evidence', () => {
  const over = after(0.01, [[100, 1]]);
  expect(weigh(over, 0, 0)).toEqual(over);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 }), (moments) => {
      return (
        lnOver(
          after(
            0.01,
            moments.map((requests) => [requests, 0] as const),
          ),
        ) < 0
      );
    }),
  );
});

test('what was weighed survives being written down', () => {
  const over = after(0.01, [
    [100, 1],
    [10, 2],
  ]);
  expect(JSON.parse(JSON.stringify([notOver(0.01), over]))).toEqual([notOver(0.01), over]);
});
