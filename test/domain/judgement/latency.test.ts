import { expect, test } from '@jest/globals';
import { randomLcg, randomLogNormal } from 'd3-random';
import { type Judge, judgeTick, newJudge, type VersionCounts } from '../../../domain/judgement/judge.js';
import { verdictOf } from '../../../domain/judgement/verdict.js';

/** Envoy's own, in milliseconds. */
const boundaries = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** A scrape each five seconds for nine minutes, of 200 requests a second, a fifth of them the canary's; a past of five minutes. */
function judged(slower: (ms: number, random: () => number) => number, seed: number): { judge: Judge; second: number } {
  const random = randomLcg(seed);
  const usual = randomLogNormal.source(random)(Math.log(20), 0.6);
  const histogram = (requests: number, latency: () => number): VersionCounts => {
    const took = Array.from({ length: requests }, latency);
    const upTo = Object.fromEntries(boundaries.map((ms) => [ms, took.filter((one) => one <= ms).length]));
    return { requests, failed: 0, latencies: { requests, sum: took.reduce((sum, one) => sum + one, 0), upTo } };
  };
  let judge = newJudge({ weight: 20, next: 30 });
  for (let at = -300; at < 540; at += 5) {
    const canary = at < 0 ? histogram(0, usual) : histogram(200, () => slower(usual(), random));
    judge = judgeTick(judge, { at, source: 'gateway', canary, stable: histogram(at < 0 ? 1000 : 800, usual) });
    if (verdictOf(judge).verdict === 'harmful') return { judge, second: at };
  }
  return { judge, second: Infinity };
}

test.each<[string, (ms: number, random: () => number) => number, number]>([
  ['two in a hundred take a second more', (ms, random) => (random() < 0.02 ? ms + 1000 : ms), 60],
  ['twice as slow', (ms) => ms * 2, 60],
  ['wider, with the same median', (ms) => 20 * (ms / 20) ** (1 / 0.6), 120],
])('%s: found', (_, slower, within) => {
  const { judge, second } = judged(slower, 0.4);
  expect(verdictOf(judge)).toEqual({ verdict: 'harmful', because: 'latency' });
  expect(second).toBeLessThanOrEqual(within);
});

test.each<[string, (ms: number) => number]>([
  ['as fast', (ms) => ms],
  ['a tenth slower', (ms) => ms * 1.1],
  ['a millisecond slower', (ms) => ms + 1],
  ['twice as fast', (ms) => ms / 2],
])('%s: nothing to take a release back for', (_, slower) => {
  for (const seed of [0.1, 0.2, 0.3]) expect(judged(slower, seed).second).toBe(Infinity);
});

test('a millisecond that throws half of all requests over a boundary is nobody’s loss', () => {
  const near = (ms: number) => 24.4 + (ms % 0.2); // all between 24.4 and 24.6 ms
  let judge = newJudge({ weight: 50, next: 60 });
  const at25 = (requests: number, below: number, ms: number): VersionCounts => ({
    requests,
    failed: 0,
    latencies: { requests, sum: requests * ms, upTo: { 10: 0, 25: below, 50: requests, 100: requests, 250: requests } },
  });
  for (let at = -60; at < 540; at += 1)
    judge = judgeTick(judge, {
      ...{ at, source: 'gateway' },
      canary: at < 0 ? at25(0, 0, 0) : at25(100, 10, near(0) + 1),
      stable: at25(100, 90, near(0)),
    });
  expect(verdictOf(judge).verdict).not.toBe('harmful');
});
