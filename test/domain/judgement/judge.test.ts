import { expect, test } from '@jest/globals';
import { type Judge, judgeStep, judgeTick, newJudge, type Tick, weightIs } from '../../../domain/judgement/judge.js';
import { oddsAgainst } from '../../../domain/judgement/odds.js';
import { verdictOf } from '../../../domain/judgement/verdict.js';
import { judged, ticks } from './traffic.js';

const always = (share: number) => () => share;
const seeds = (number: number) => Array.from({ length: number }, (_, at) => ((at + 1) * 0.754_877_666) % 1);
const tick = (at: number, canary: [number, number], stable: [number, number], source = 'gateway'): Tick => ({
  ...{ at, source },
  canary: { requests: canary[0], failed: canary[1] },
  stable: { requests: stable[0], failed: stable[1] },
});
const fold = (all: Tick[], judge = newJudge({ weight: 10, next: 20 })): Judge => all.reduce(judgeTick, judge);

test.each([
  [20, 0],
  [20, 0.001],
  [200, 0.001],
  [200, 0.01],
])('at %d requests a second, %d of which fail, alike versions are not told apart', (rate, share) => {
  const harmful = seeds(60).filter(
    (seed) => judged({ rate, canary: always(share), stable: always(share), seed }).verdict.verdict === 'harmful',
  );
  expect(harmful.length).toBeLessThanOrEqual(1); // two of sixty would be thirty times what may be
});

test('0.1 to 1 % at 200 requests a second is found after ten failures or so', () => {
  const found = seeds(41).map((seed) => judged({ rate: 200, canary: always(0.01), stable: always(0.001), seed }));
  const failed = found.map((one) => one.failed).toSorted((a, b) => a - b);
  expect(found.every(({ verdict }) => verdict.verdict === 'harmful')).toBe(true);
  expect(failed[20]).toBeLessThanOrEqual(11);
});

test('a dead canary is found in its second second with failures, and not before', () => {
  const { second, verdict } = judged({ rate: 200, canary: always(1), stable: always(0), seed: 0.3 });
  expect(verdict).toEqual({ verdict: 'harmful', because: 'errors' });
  expect(second).toBe(1);
});

test('an outage that hits both alike is nobody’s fault; the weight waits meanwhile', () => {
  const outage = (second: number) => (second >= 200 && second < 260 ? 0.3 : 0.001);
  const all = [...ticks({ rate: 200, canary: outage, stable: outage, past: 300, seed: 0.7 })];
  const judge = fold(all.filter(({ at }) => at < 250));
  expect(verdictOf(judge)).toEqual({ verdict: 'not yet known', because: 'stable fails, too' });
  for (const seed of seeds(20))
    expect(judged({ rate: 200, canary: outage, stable: outage, past: 300, seed }).verdict.verdict).not.toBe('harmful');
});

test('sources are never added up: one that fails more and sends more to the canary is no reason', () => {
  const all = Array.from({ length: 300 }, (_, at) => [
    tick(at, [90, 9], [10, 1], 'bad neighbourhood'),
    tick(at, [1, 0], [99, 0], 'good one'),
  ]);
  expect(oddsAgainst(fold(all.flat()))).toBeLessThan(20);
});

test('silence is no evidence: a canary that nobody asks is never good enough', () => {
  const quiet = Array.from({ length: 600 }, (_, at) => tick(at, [0, 0], [200, 0]));
  expect(verdictOf(fold(quiet))).toEqual({ verdict: 'not yet known', because: 'few requests' });
  expect(verdictOf(newJudge({ weight: 10, next: 20 })).verdict).toBe('not yet known');
});

test('when nothing is heard any more, what was good enough is not known any more', () => {
  const judge = fold(Array.from({ length: 60 }, (_, at) => tick(at, [20, 0], [180, 0])));
  expect(verdictOf(judge).verdict).toBe('good enough');
  const later = judgeStep(judge, { at: 75, weight: 10, next: 20 });
  expect(verdictOf(later)).toEqual({ verdict: 'not yet known', because: 'silence' });
});

test('136 requests without a failure are enough for 20 %, and 135 are not', () => {
  const judge = fold([tick(0, [135, 0], [1215, 0])]);
  expect(verdictOf(judge)).toEqual({ verdict: 'not yet known', because: 'few requests' });
  expect(verdictOf(judgeTick(judge, tick(1, [1, 0], [9, 0]))).verdict).toBe('good enough');
});

test('surely worse, but surely by less than anybody would mind, is good enough, and says so', () => {
  const all = Array.from({ length: 600 }, (_, at) => tick(at, [100_000, 30], [900_000, 90]));
  expect(verdictOf(fold(all))).toEqual({ verdict: 'good enough', because: 'too little to matter' });
});

test('surely worse, and perhaps by as much as somebody minds, holds the weight and takes nothing back', () => {
  const all = Array.from({ length: 60 }, (_, at) => tick(at, [1000, at % 2], [9000, 0]));
  expect(verdictOf(fold(all))).toEqual({ verdict: 'not yet known', because: 'worse' });
});

test.each([1, 1e3, 1e10])('figures stay finite at %d requests a second', (requests) => {
  for (const share of [0, 0.5, 1]) {
    const failed = Math.round(requests * share);
    const all = Array.from({ length: 100 }, (_, at) => tick(at, [requests, failed], [requests, requests - failed]));
    const judge = judgeStep(fold(all), { at: 100, weight: 100, next: 100 });
    expect(oddsAgainst(fold(all))).not.toBeNaN();
    expect(oddsAgainst(judgeTick(judge, tick(101, [requests, failed], [0, 0])))).not.toBeNaN();
  }
});

test('what another goes on with is equal to the last digit, though it was written down between', () => {
  const all = [...ticks({ rate: 50, canary: always(0.004), stable: always(0.001), past: 60, seed: 0.11 })];
  const whole = fold(all);
  const half = JSON.parse(JSON.stringify(fold(all.slice(0, 333)))) as Judge;
  expect(fold(all.slice(333), half)).toEqual(whole);
});

test('all users at once: what stable failed in the half hour before is the limit', () => {
  const past = fold(
    Array.from({ length: 600 }, (_, at) => tick(at - 600, [0, 0], [1000, 1])),
    newJudge({ weight: 100, next: 100 }),
  );
  const judge = weightIs(past, { at: 0, weight: 100, next: 100 });
  expect(judge.alone?.limit).toBeGreaterThan(0.002);
  expect(judge.alone?.limit).toBeLessThan(0.004);
  expect(weightIs(judge, { at: 9, weight: 100, next: 100 })).toBe(judge);
  const failing = Array.from({ length: 60 }, (_, at) => tick(at, [1000, 50], [0, 0]));
  expect(verdictOf(fold(failing, judge))).toEqual({ verdict: 'harmful', because: 'errors' });
});

test('at 100 % what stable had is the limit: much worse is harmful, a little is for a person to tell', () => {
  const before = fold(Array.from({ length: 60 }, (_, at) => tick(at, [180, 0], [20, 0])));
  const alone = judgeStep(before, { at: 60, weight: 100, next: 100 });
  const failing = (failed: number) =>
    fold(
      Array.from({ length: 600 }, (_, at) => tick(60 + at, [1000, failed], [0, 0])),
      alone,
    );
  expect(verdictOf(failing(0)).verdict).toBe('good enough');
  expect(verdictOf(failing(10))).toEqual({ verdict: 'not yet known', because: 'worse than before' });
  expect(verdictOf(failing(50))).toEqual({ verdict: 'harmful', because: 'errors' });
});
