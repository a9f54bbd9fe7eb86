import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { QueryCheck, Sample, WindowSeen } from '../../domain/check.js';
import { judgeWindow } from '../../domain/judge-window.js';

const lag: QueryCheck = {
  ...{ name: 'lag', metric: 'query', query: 'lag{version="{{version}}"}', windowMs: 60_000, failures: 1 },
  threshold: { operator: '<=', value: 400 },
};
const apart: QueryCheck = { ...lag, fails: { operator: '>', value: 500 } };
const few: QueryCheck = { ...lag, minRequests: 20 };

const number = (value: number): Sample => ({ kind: 'number', value });
const none: Sample = { kind: 'no-data' };

describe('one window', () => {
  test.each<[string, QueryCheck, WindowSeen, string, string]>([
    ['good', lag, { canary: number(12.4) }, 'pass', 'lag: 12.4, <= 400 wanted'],
    ['exactly at the threshold', lag, { canary: number(400) }, 'pass', 'lag: 400, <= 400 wanted'],
    ['bad', lag, { canary: number(401) }, 'fail', 'lag: 401, <= 400 wanted'],
    ['between the two', apart, { canary: number(450) }, 'inconclusive', 'lag: 450, <= 400 wanted, > 500 fails'],
    ['beyond both', apart, { canary: number(501) }, 'fail', 'lag: 501, <= 400 wanted, > 500 fails'],
    ['nothing', lag, { canary: none }, 'inconclusive', 'lag: no data for the canary'],
    ['0/0', lag, { canary: number(Number.NaN) }, 'inconclusive', 'lag: no data for the canary'],
    [
      'several series',
      lag,
      { canary: { kind: 'many', series: 3 } },
      'inconclusive',
      'lag: 3 series instead of one number for the canary',
    ],
    [
      'too few requests',
      few,
      { canary: number(999), requests: 19 },
      'inconclusive',
      'lag: 19 of the 20 requests that it takes',
    ],
    ['just enough', few, { canary: number(999), requests: 20 }, 'fail', 'lag: 999, <= 400 wanted'],
  ])('%s', (_, check, seen, verdict, reason) => {
    expect(judgeWindow(check, seen)).toEqual({ verdict, reason });
  });
});

describe('beside stable', () => {
  const tolerant: QueryCheck = { ...lag, tolerance: { of: 'unit', value: 50 } };
  test.each<[string, number, Sample, string]>([
    ['as good as stable', 120, number(100), 'pass'],
    ['within the threshold but worse than stable', 300, number(100), 'fail'],
    ['over the threshold, as stable is: not to blame, not promoted', 500, number(480), 'inconclusive'],
    ['over the threshold and worse than stable', 600, number(480), 'fail'],
    ['good, and nothing to compare with', 100, none, 'inconclusive'],
    ['bad, and nothing to compare with', 500, none, 'fail'],
  ])('%s', (_, canary, stable, verdict) => {
    expect(judgeWindow(tolerant, { canary: number(canary), stable }).verdict).toBe(verdict);
  });

  test('a tolerance may be a part of its figure', () => {
    const tenth: QueryCheck = { ...lag, tolerance: { of: 'stable', value: 0.1 } };
    const at = (canary: number) => judgeWindow(tenth, { canary: number(canary), stable: number(100) });
    expect([at(110).verdict, at(111).verdict]).toEqual(['pass', 'fail']);
    expect(at(111).reason).toBe('lag: 111 while stable has 100, at most 10 % worse wanted');
  });

  test('that has no users left, the threshold alone decides', () => {
    const alone = (value: number) => judgeWindow(tolerant, { canary: number(value) }).verdict;
    expect([alone(120), alone(600)]).toEqual(['pass', 'fail']);
  });
});

test('never passes, nor fails, without a number or below the requests that it takes', () => {
  const anySample = fc.oneof(
    fc.constant(none),
    fc.double().map(number),
    fc.nat().map((series): Sample => ({ kind: 'many', series })),
  );
  fc.assert(
    fc.property(anySample, anySample, fc.nat(40), fc.constantFrom(few, apart), (canary, stable, requests, check) => {
      const { verdict } = judgeWindow(check, { canary, stable, requests });
      const isKnown = canary.kind === 'number' && Number.isFinite(canary.value);
      return verdict === 'inconclusive' || (isKnown && requests >= (check.minRequests ?? 0));
    }),
  );
});
