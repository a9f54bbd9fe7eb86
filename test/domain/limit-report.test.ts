import { describe, expect, test } from '@jest/globals';
import type { Limit } from '../../domain/check.js';
import type { Tick } from '../../domain/judgement/judge.js';
import { boundedBy, type Limits, limitsAfter, newLimits } from '../../domain/judgement/limits.js';
import { usualStrictness } from '../../domain/judgement/strictness.js';
import { limitReport } from '../../domain/limit-report.js';

const rate: Limit = { name: 'success rate', metric: 'success-rate', threshold: { operator: '>=', value: 0.995 } };
const p99: Limit = { name: 'p99', metric: 'p99', threshold: { operator: '<=', value: 400 } };

/** A second's requests of both versions, and how many failed. */
type Second = readonly [canary: number, failed: number, stable: number, stableFailed: number];

function fold(limit: Limit, seconds: Second[], { weight = 10 } = {}): Limits {
  return seconds.reduce<Limits>(
    (limits, [requests, failed, stable, stableFailed], at) => {
      const tick: Tick = {
        ...{ at, source: 'gateway' },
        canary: { requests, failed, latencies: timed(requests, failed) },
        stable: { requests: stable, failed: stableFailed, latencies: timed(stable, stableFailed) },
      };
      return limitsAfter(limits, tick, { limits: [limit], weight });
    },
    boundedBy(
      newLimits([limit]),
      ['100', '250', '500', '1000', '+Inf'].map((le) => ({ labels: { le }, since: 0, at: 0, by: 0 })),
    ),
  );
}

/** What fails is slow, too. */
const timed = (requests: number, slow: number) => ({
  ...{ requests, sum: requests * 20 },
  upTo: { 100: requests - slow, 250: requests - slow, 500: requests - slow, 1000: requests },
});

function report(limit: Limit, limits: Limits, next = 20) {
  const [kept] = limits.kept;
  if (!kept) throw new Error('there is no limit');
  const names = { canary: 'v2', stable: 'v1' };
  return limitReport(limit, kept, limits, { next, strictness: usualStrictness, names });
}

const seconds = (count: number, second: (at: number) => Second) => Array.from({ length: count }, (_, at) => second(at));

describe('a success rate', () => {
  const verdicts = (all: Second[], next?: number) => report(rate, fold(rate, all), next);

  test('is kept by as many good requests as the next weight wants', () => {
    const good = (count: number) => verdicts(seconds(count, () => [10, 0, 90, 0]));
    expect(good(15)).toMatchObject({
      verdict: 'pass',
      reason: 'success rate: v2 failed 0 of 150 requests, >= 99.5 % wanted',
      ...{ canary: 1, stable: 1, requests: 150, stableRequests: 1350, wanted: 1000 },
    });
    expect(good(9)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^success rate: v2 failed 0 of 90 .* about 2\d more requests will tell$/),
    });
    expect(
      verdicts(
        seconds(15, () => [10, 0, 90, 0]),
        100,
      ),
    ).toMatchObject({ verdict: 'inconclusive' });
  });

  test('is missed by a dead version in its second second', () => {
    expect([1, 2].map((count) => verdicts(seconds(count, () => [3, 3, 27, 0])).verdict)).toEqual([
      'inconclusive',
      'fail',
    ]);
  });

  test('is missed by a version that fails too often, within seconds', () => {
    const bad = verdicts(seconds(8, () => [10, 1, 90, 0]));
    expect(bad).toMatchObject({ verdict: 'fail', canary: 0.9, requests: 80 });
    expect(bad.evidence).toBeGreaterThan(1000);
    expect(bad.reason).toBe(
      'success rate: v2 failed 8 of 80 requests (10 %), >= 99.5 % wanted; one that keeps it would look so in fewer than 1 of 1,000 releases',
    );
  });

  test('nobody is to blame for what stable does, too, and nobody is promoted', () => {
    const both = verdicts(seconds(30, (at) => (at < 20 ? [10, 0, 90, 0] : [10, 3, 90, 27])));
    expect(both).toMatchObject({ verdict: 'inconclusive' });
    expect(both.reason).toMatch(
      /^success rate: v2 failed 30 of 300 .* but v1 failed 270 of 2,700 requests \(10 %\), too$/,
    );
  });

  test('at 100 % what stable did says nothing', () => {
    const both: Second[] = seconds(30, (at) => (at < 20 ? [10, 3, 90, 27] : [100, 30, 0, 0]));
    expect(report(rate, fold(rate, both, { weight: 100 }), 100)).toMatchObject({ verdict: 'fail' });
  });

  test('one second alone convicts nobody, and a little over it takes more requests', () => {
    expect(verdicts([...seconds(20, () => [10, 0, 90, 0] as const), [10, 10, 90, 0]]).verdict).not.toBe('fail');
    const little = seconds(100, (at): Second => [10, at % 10 === 0 ? 1 : 0, 90, 0]);
    expect(verdicts(little, 100).verdict).toBe('inconclusive');
    expect(verdicts(little, 20).verdict).toBe('pass'); // at 20 % of the requests it could make few of all fail
  });

  test('of 100 % allows no failure', () => {
    const all: Limit = { ...rate, threshold: { operator: '>=', value: 1 } };
    const after = (failed: number) =>
      report(
        all,
        fold(
          all,
          seconds(60, (at) => [10, at === 59 ? failed : 0, 90, 0]),
        ),
      );
    expect([after(0).verdict, after(1).verdict]).toEqual(['pass', 'fail']);
    expect(after(1).reason).toBe('success rate: v2 failed 1 of 600 requests (0.167 %), >= 100 % wanted');
  });

  test('no request at all is no pass', () => {
    expect(verdicts([])).toMatchObject({ verdict: 'inconclusive', requests: 0 });
    expect(verdicts(seconds(60, () => [0, 0, 100, 0])).verdict).toBe('inconclusive');
  });
});

describe('a p99', () => {
  test('is kept, and says how long 99 in 100 took', () => {
    const good = report(
      p99,
      fold(
        p99,
        seconds(15, () => [10, 0, 90, 0]),
      ),
    );
    expect(good).toMatchObject({ verdict: 'pass', canary: 99, stable: 99, requests: 150 });
    expect(good.reason).toBe("p99: 0 of v2's 150 requests took over 400 ms, 99 % within 99 ms, <= 400 ms wanted");
  });

  test('is missed where more than one in a hundred surely take longer', () => {
    const slow = report(
      p99,
      fold(
        p99,
        seconds(10, () => [10, 1, 90, 0]),
      ),
    );
    expect(slow.verdict).toBe('fail');
    expect(slow.reason).toMatch(/^p99: 10 of v2's 100 requests took over 400 ms \(10 %\), 99 % within 950 ms/);
  });

  test('is not for one slow request to miss', () => {
    const one = seconds(60, (at): Second => [10, at === 30 ? 1 : 0, 90, 0]);
    expect(report(p99, fold(p99, one)).verdict).toBe('pass');
  });
});
