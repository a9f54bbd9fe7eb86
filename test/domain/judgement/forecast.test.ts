import { expect, test } from '@jest/globals';
import { forecast, secondsToTell } from '../../../domain/judgement/forecast.js';
import { usualStrictness } from '../../../domain/judgement/strictness.js';
import { judged } from './traffic.js';

const steps = (holdMs: number, ...weights: number[]) => weights.map((weight) => ({ weight, holdMs }));

test('136 requests before 20 %: 45 s at 30 a second, and what is proved once counts for the later steps', () => {
  const found = forecast(steps(8000, 10, 20, 30, 100), { perSecond: 30, failing: 0 }, usualStrictness);
  expect(found.map(({ weight }) => weight)).toEqual([10, 20, 30]);
  expect(found[0]).toMatchObject({ requests: 136, provedSeconds: expect.closeTo(45.3, 1) });
  expect(found[0]?.seconds).toBe(found[0]?.provedSeconds);
  expect(found[1]?.requests).toBe(204);
  expect(found[1]?.seconds).toBeCloseTo(68 / 6, 0);
  expect(found[2]?.requests).toBe(684);
});

test('where there is more traffic than it takes, the holds say how long it takes', () => {
  const found = forecast(steps(60_000, 10, 20, 100), { perSecond: 2000, failing: 0.001 }, usualStrictness);
  expect(found.map(({ seconds }) => seconds)).toEqual([60, 60]);
});

test('a service that fails often takes longer', () => {
  const [good, bad] = [0, 0.02].map(
    (failing) => forecast(steps(0, 10, 20), { perSecond: 20, failing }, usualStrictness)[0]?.seconds ?? 0,
  );
  expect(bad).toBeGreaterThan(good ?? Infinity);
});

test('how long a worse version takes to tell is about what the judge takes', () => {
  const traffic = { perSecond: 200, failing: 0.001 };
  const told = secondsToTell(traffic, { weight: 10, more: 0.049, falseRollbacks: 1000 });
  const found = Array.from({ length: 41 }, (_, seed) =>
    judged({ rate: 200, canary: () => 0.05, stable: () => 0.001, seed: (seed + 1) / 50 }),
  );
  const median = found.map(({ second }) => second + 1).toSorted((a, b) => a - b)[20] ?? 0;
  expect(median).toBeGreaterThan(told / 2);
  expect(median).toBeLessThan(told * 2);
});
