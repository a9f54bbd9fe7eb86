import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Check, Evidence, Sample } from '../../domain/check.js';
import { judge, minimumRequests } from '../../domain/judge.js';

const successRate: Check = {
  name: 'success rate',
  metric: 'success-rate',
  threshold: { operator: '>=', value: 0.995 },
  windowMs: 60_000,
  failures: 1,
};
const p99: Check = {
  name: 'p99',
  metric: 'p99',
  threshold: { operator: '<=', value: 400 },
  windowMs: 60_000,
  failures: 1,
};

const number = (value: number): Sample => ({ kind: 'number', value });
const none: Sample = { kind: 'no-data' };
const seen = (canary: Sample, requests = 1000, stable: Sample = none): Evidence => ({
  canary,
  requests: number(requests),
  stable,
});

describe('one window', () => {
  test.each<[string, Check, Evidence, string, string]>([
    ['enough and good', successRate, seen(number(0.999)), 'pass', 'success rate: 99.9 %, >= 99.5 % wanted'],
    ['exactly at the threshold', successRate, seen(number(0.995)), 'pass', 'success rate: 99.5 %, >= 99.5 % wanted'],
    ['enough and bad', successRate, seen(number(0.99)), 'fail', 'success rate: 99 %, >= 99.5 % wanted'],
    ['nothing', successRate, seen(none), 'inconclusive', 'success rate: no data for the canary'],
    ['0/0', successRate, seen(number(Number.NaN)), 'inconclusive', 'success rate: no data for the canary'],
    [
      'several series',
      p99,
      seen({ kind: 'many', series: 3 }),
      'inconclusive',
      'p99: 3 series instead of one number for the canary',
    ],
    [
      'few but good',
      successRate,
      seen(number(1), 199),
      'inconclusive',
      'success rate: 199 of the 200 requests it takes to tell',
    ],
    [
      'few and one failure',
      successRate,
      seen(number(19 / 20), 20),
      'inconclusive',
      'success rate: 20 of the 200 requests it takes to tell',
    ],
    [
      'few but hopeless',
      successRate,
      seen(number(0.8), 20),
      'fail',
      'success rate: 80 % after 20 requests, >= 99.5 % wanted',
    ],
    ['nonsense', successRate, seen(number(-1e300), 150), 'inconclusive', 'success rate: -1e+300 is no rate'],
    ['slow', p99, seen(number(401)), 'fail', 'p99: 401 ms, <= 400 ms wanted'],
    ['quick', p99, seen(number(12.4)), 'pass', 'p99: 12 ms, <= 400 ms wanted'],
    [
      'no requests to time',
      p99,
      { canary: number(12), requests: none, stable: none },
      'inconclusive',
      'p99: 0 of the 1 requests it takes to tell',
    ],
  ])('%s', (_, check, evidence, verdict, reason) => {
    expect(judge(check, evidence)).toEqual({ verdict, reason });
  });
});

describe('beside stable', () => {
  const tolerant: Check = { ...p99, tolerance: 50 };
  test.each<[string, number, Sample, string]>([
    ['as good as stable', 120, number(100), 'pass'],
    ['within the threshold but worse than stable', 300, number(100), 'fail'],
    ['over the threshold, as stable is: not to blame, not promoted', 500, number(480), 'inconclusive'],
    ['over the threshold and worse than stable', 600, number(480), 'fail'],
    ['good, and nothing to compare with', 100, none, 'inconclusive'],
    ['bad, and nothing to compare with', 500, none, 'fail'],
  ])('%s', (_, canary, stable, verdict) => {
    expect(judge(tolerant, seen(number(canary), 1000, stable)).verdict).toBe(verdict);
  });

  test('that has no users left, the threshold alone decides', () => {
    const alone = (value: number) => judge(tolerant, { canary: number(value), requests: number(1000) }).verdict;
    expect([alone(120), alone(600)]).toEqual(['pass', 'fail']);
  });
});

test('the minimum sample follows from the threshold, unless the spec says otherwise', () => {
  const at = (value: number) => minimumRequests({ ...successRate, threshold: { operator: '>=', value } });
  expect([at(0.9), at(0.99), at(0.995), at(0.999), at(1)]).toEqual([10, 100, 200, 1000, 1]);
  expect(minimumRequests({ ...successRate, minRequests: 7 })).toBe(7);
  expect(minimumRequests(p99)).toBe(1);
});

test('never passes without a number, or below the minimum sample', () => {
  const anySample = fc.oneof(
    fc.constant(none),
    fc.double().map(number),
    fc.nat().map((series): Sample => ({ kind: 'many', series })),
  );
  fc.assert(
    fc.property(
      anySample,
      anySample,
      anySample,
      fc.constantFrom(successRate, p99),
      (canary, stable, requests, check) => {
        const { verdict } = judge(check, { canary, stable, requests });
        const enough = requests.kind === 'number' && requests.value >= minimumRequests(check);
        const known = canary.kind === 'number' && Number.isFinite(canary.value);
        return verdict !== 'pass' || (enough && known);
      },
    ),
  );
});

test('more failures never make the verdict better', () => {
  const rank = { fail: 0, inconclusive: 1, pass: 2 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (requests, failed) => {
      const bad = Math.min(failed, requests);
      const verdict = (failures: number) =>
        rank[judge(successRate, seen(number(1 - failures / requests), requests)).verdict];
      return verdict(bad) <= verdict(Math.max(0, bad - 1));
    }),
  );
});
