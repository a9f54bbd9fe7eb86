import { describe, expect, test } from '@jest/globals';
import { LatencyDigest } from '../../../playground/apps/program/users/latency-digest.js';

describe('LatencyDigest', () => {
  test('knows nothing before the first duration', () => {
    const digest = new LatencyDigest();
    expect([digest.percentile(0.5), digest.max]).toEqual([null, null]);
  });

  test.each([
    [0.5, 500],
    [0.99, 990],
    [1, 1000],
  ])('percentile %d is at most 2 %% too long', (share, exact) => {
    const digest = new LatencyDigest();
    for (let milliseconds = 1; milliseconds <= 1000; milliseconds += 1) digest.record(milliseconds);
    const found = digest.percentile(share) ?? 0;
    expect(found).toBeGreaterThanOrEqual(exact);
    expect(found).toBeLessThanOrEqual(exact * 1.021);
    expect(digest.max).toBe(1000);
  });

  test('takes durations beyond its range', () => {
    const digest = new LatencyDigest();
    digest.record(0);
    digest.record(10_000_000);
    expect(digest.max).toBe(10_000_000);
    expect(digest.percentile(0.5)).toBeLessThanOrEqual(0.1);
  });
});
