import { atMostRate } from './bounds.js';
import { compare, type Comparison, compareInNewStep, lnOddsOf, newComparison, remembered } from './comparison.js';
import { heard, type Heard } from './heard.js';
import { compareLatency, type Latency, latencyInNewStep, lnSlower } from './latency.js';
import { notOver, type OverLimit, weighLimit } from './limit.js';
import type { Moment } from './source.js';
import type { Latencies } from './slow.js';
import { type Slowness, type Strictness, usualStrictness } from './strictness.js';
import { emptyTotals, type Totals, withMore } from './totals.js';
import { noTrouble, type Trouble, troubleAfter, usually } from './trouble.js';

/** What one source of requests counted of both versions in one moment: a scrape, or a second. */
export interface Tick {
  /** Seconds since the release began; below 0 before it. Never falls. */
  at: number;
  /** Who sent the requests. */
  source: string;
  canary: VersionCounts;
  stable: VersionCounts;
  /** Requests that found no pod to answer them; none unless said. */
  unanswered?: number;
}
export interface VersionCounts {
  requests: number;
  failed: number;
  latencies?: Latencies;
}

/**
 * All that is known of a release, a few dozen numbers for each source: a fold over ticks, so that whoever has it can go
 * on where another stopped. It holds no clock and knows no query.
 */
export interface Judge {
  /** Seconds since the release began, of the last tick or step; undefined before the first. */
  readonly at?: number;
  /** When the present step began, likewise. */
  readonly stepAt: number;
  /** As in `Strictness`; undefined: latency is not compared. */
  readonly slowness?: Slowness | undefined;
  /** Percent, of the present step and of the one after it. */
  readonly weight: number;
  readonly next: number;
  readonly errors: Comparison;
  /** Undefined until something was timed. */
  readonly latency?: Latency | undefined;
  readonly release: Totals;
  readonly step: Totals;
  readonly trouble: Trouble;
  readonly heard: Heard;
  /** At 100 % there is nothing to compare with: what was seen before is the limit. */
  readonly alone?: OverLimit | undefined;
}

/** Promoted, the canary may fail twice as often as stable surely did at most, and a little more. */
const [aloneTimes, aloneMore] = [2, 0.0005];

/** A release that has not begun yet, whose first step has `weight` and its second `next` (percent). */
export const newJudge = (
  { weight, next }: { weight: number; next: number },
  { slowness }: Pick<Strictness, 'slowness'> = usualStrictness,
): Judge => ({
  ...{ weight, next, stepAt: 0 },
  ...(slowness ? { slowness } : {}),
  errors: newComparison(1),
  release: emptyTotals,
  step: emptyTotals,
  trouble: noTrouble,
  heard: {},
});

/** The judge after one more tick. Each field by its name: a literal with spreads takes up to a hundred times as long. */
export function judgeTick(judge: Judge, tick: Tick): Judge {
  const { at } = tick;
  const { errors, latency, alone } = judge.alone ? judgeAlone(judge, judge.alone, tick) : judgeBoth(judge, tick);
  return {
    at: Math.max(at, judge.at ?? at),
    stepAt: judge.stepAt,
    slowness: judge.slowness,
    weight: judge.weight,
    next: judge.next,
    errors,
    latency,
    release: at < 0 ? judge.release : withMore(judge.release, tick),
    step: at < 0 ? judge.step : withMore(judge.step, tick),
    trouble: troubleAfter(judge.trouble, tick.stable, Math.max(0, at - (judge.at ?? at))),
    heard: heard(judge.heard, tick),
    alone,
  };
}

type Compared = Pick<Judge, 'errors' | 'latency' | 'alone'>;

function judgeBoth({ errors, latency, slowness }: Judge, tick: Tick): Compared {
  const { at, source: name, canary, stable } = tick;
  const after = compare(errors, { name, moment: errorsOf(tick), tolerated: 1 });
  const isTimed = latency !== undefined || hasTimes(canary) || hasTimes(stable);
  if (!isTimed || !slowness) return { errors: after, latency };
  const [ours, theirs] = [canary.latencies ?? untimed, stable.latencies ?? untimed];
  return { errors: after, latency: compareLatency(latency, { name, at, slowness, canary: ours, stable: theirs }) };
}

function judgeAlone({ errors, latency }: Judge, alone: OverLimit, tick: Tick): Compared {
  const { sources, weighed } = remembered(errors, { name: tick.source, moment: errorsOf(tick) });
  const { requests, failed } = tick.canary;
  const counts = weighed[0]?.counts ?? 1;
  return { errors: { kinds: errors.kinds, sources }, latency, alone: weighLimit(alone, { requests, failed, counts }) };
}

const hasTimes = ({ latencies }: VersionCounts): boolean =>
  latencies !== undefined && Object.keys(latencies.upTo).length > 0;

const untimed: Latencies = { requests: 0, sum: 0, upTo: {} };

function errorsOf({ at, canary, stable }: Tick): Moment {
  return {
    at,
    canary: { requests: canary.requests, failed: [canary.failed] },
    stable: { requests: stable.requests, failed: [stable.failed] },
  };
}

/** The judge when a step begins, `at` seconds after the release did. */
export function judgeStep(judge: Judge, { at, weight, next }: { at: number; weight: number; next: number }): Judge {
  const { release, trouble } = judge;
  const rate = atMostRate(release.stable.requests > 0 ? release.stable : usually(trouble));
  return {
    ...judge,
    at: Math.max(at, judge.at ?? at),
    ...{ weight, next, stepAt: at },
    errors: compareInNewStep(judge.errors),
    ...(judge.latency ? { latency: latencyInNewStep(judge.latency) } : {}),
    step: emptyTotals,
    ...(weight === 100 ? { alone: notOver(Math.min(0.9, aloneTimes * rate + aloneMore)) } : {}),
  };
}

/**
 * The judge when the weight is known at a moment. A weight that is the judge's already changes nothing but what comes next;
 * the first one that brings users is where the release begins, every later one a step.
 */
export function weightIs(judge: Judge, now: { at: number; weight: number; next: number }): Judge {
  const { weight, next } = now;
  if (judge.weight === weight && (weight < 100 || judge.alone)) return judge.next === next ? judge : { ...judge, next };
  if (judge.release.canary.requests === 0 && weight < 100) return { ...judge, weight, next };
  return judgeStep(judge, now);
}

/** ln of the evidence that the canary fails more often than stable. */
export const lnErrors = ({ errors }: Judge): number => lnOddsOf(errors, 0);

/** ln of the evidence that it is slower; -Infinity without any. */
export const lnLatency = ({ latency }: Judge): number => (latency ? lnSlower(latency) : -Infinity);
