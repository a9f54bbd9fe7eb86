import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latency, loadVerdict } from '../../domain/load-verdict.js';
import type { LoadTest } from '../../domain/release-spec.js';

const plan: LoadTest = { path: '/', requests: 100, concurrency: 1, maxFailed: 0.02, maxP99Ms: 300 };
const counts = (byStatus: Record<string, number>, byMilliseconds: Record<string, number> = { 5: 100 }) => {
  return { sent: Object.values(byStatus).reduce((sum, count) => sum + count, 0), byStatus, byMilliseconds };
};

describe('a load test', () => {
  test.each<[string, Record<string, number>, Record<string, number> | undefined, string | undefined]>([
    ['all good', { 200: 100 }, undefined, 'done 100 requests: 100 × 200; p50 5 ms, p99 5 ms'],
    [
      'a redirect is an answer',
      { 200: 99, 302: 1 },
      undefined,
      'done 100 requests: 99 × 200, 1 × 302; p50 5 ms, p99 5 ms',
    ],
    [
      'as many failed as may',
      { 200: 98, 503: 2 },
      undefined,
      'done 100 requests: 98 × 200, 2 × 503; p50 5 ms, p99 5 ms',
    ],
    [
      'one more',
      { 0: 1, 200: 97, 404: 1, 503: 1 },
      undefined,
      'bad load test: 3 of 100 failed, at most 2 % may (100 requests: 1 × no answer, 97 × 200, 1 × 404, 1 × 503; p50 5 ms, p99 5 ms)',
    ],
    [
      'lost before its end',
      { 500: 3 },
      { 1: 3 },
      'bad load test: 3 of 3 failed, at most 2 % may (3 requests: 3 × 500; p50 1 ms, p99 1 ms)',
    ],
    ['not at its end', { 200: 97, 500: 2 }, undefined, undefined],
    ['not begun', {}, {}, undefined],
    ['one slow of a hundred', { 200: 100 }, { 5: 99, 900: 1 }, 'done 100 requests: 100 × 200; p50 5 ms, p99 5 ms'],
    [
      'two slow of a hundred',
      { 200: 100 },
      { 5: 98, 900: 2 },
      'bad load test: the p99 is 900 ms, at most 300 ms are wanted (100 requests: 100 × 200; p50 5 ms, p99 900 ms)',
    ],
    ['exactly as slow as may', { 200: 100 }, { 300: 100 }, 'done 100 requests: 100 × 200; p50 300 ms, p99 300 ms'],
  ])('%s', (_, byStatus, byMilliseconds, verdict) => {
    const found = loadVerdict(plan, counts(byStatus, byMilliseconds));
    expect(found && `${found.kind} ${'detail' in found ? found.detail : 'why' in found ? found.why : ''}`).toBe(
      verdict,
    );
  });

  test('none may fail where none may', () => {
    const strict = { ...plan, maxFailed: 0 };
    expect(loadVerdict(strict, counts({ 200: 1, 500: 1 }))).toMatchObject({ kind: 'bad' });
    expect(loadVerdict(strict, counts({ 200: 2 }))).toBeUndefined();
  });
});

test('a percentile is the nearest rank of the sorted times', () => {
  const times = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 100 }), (all, percent) => {
      const counted: Record<string, number> = {};
      for (const time of all) counted[time] = (counted[time] ?? 0) + 1;
      const sorted = all.toSorted((a, b) => a - b);
      expect(latency(counted, percent / 100)).toBe(sorted[Math.ceil((percent * all.length) / 100) - 1]);
    }),
  );
});
