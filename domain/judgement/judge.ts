import { compare, type Comparison, compareInNewStep, lnOddsOf, newComparison, remembered } from './comparison.js';
import { heard, type Heard } from './heard.js';
import { compareLatency, type Latency, latencyInNewStep, lnSlower } from './latency.js';
import { notOver, type OverLimit, weighLimit } from './limit.js';
import type { Moment } from './source.js';
import { nothingRecent, type Recent, remember } from './recent.js';
import type { Latencies } from './slow.js';
import { emptyTotals, rate, type Totals, withMore } from './totals.js';

/** What one source of requests counted of both versions in one moment: a scrape, or a second. */
export interface Tick {
  /** Seconds since the release began; below 0 before it. Never falls. */
  at: number;
  /** Who sent the requests. */
  source: string;
  canary: VersionCounts;
  stable: VersionCounts;
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
  /** Percent, of the present step and of the one after it. */
  readonly weight: number;
  readonly next: number;
  readonly errors: Comparison;
  /** Undefined until something was timed. */
  readonly latency?: Latency;
  readonly release: Totals;
  readonly step: Totals;
  /** Stable's failures of the last minute and of the last half hour. */
  readonly trouble: { readonly minute: Recent; readonly usual: Recent };
  readonly heard: Heard;
  /** At 100 % there is nothing to compare with: what was seen before is the limit. */
  readonly alone?: OverLimit;
}

/** How stable usually fares is known from this long, in seconds. */
const [minute, usual] = [60, 1800];
/** Promoted, the canary may fail twice as often as stable did, and a little more. */
const [aloneTimes, aloneMore] = [2, 0.0005];

/** A release that has not begun yet, whose first step has `weight` and its second `next` (percent). */
export const newJudge = ({ weight, next }: { weight: number; next: number }): Judge => ({
  weight,
  next,
  errors: newComparison(1),
  release: emptyTotals,
  step: emptyTotals,
  trouble: { minute: nothingRecent(1), usual: nothingRecent(1) },
  heard: {},
});

/** The judge after one more tick. */
export function judgeTick(judge: Judge, tick: Tick): Judge {
  const { at } = tick;
  const heardOf = {
    ...judge,
    at: Math.max(at, judge.at ?? at),
    ...(at < 0 ? {} : { release: withMore(judge.release, tick), step: withMore(judge.step, tick) }),
    trouble: troubleAfter(judge, tick),
    heard: heard(judge.heard, tick),
  };
  return judge.alone ? judgeAlone(heardOf, judge.alone, tick) : judgeBoth(heardOf, tick);
}

function judgeBoth(judge: Judge, tick: Tick): Judge {
  const { at, source: name, canary, stable } = tick;
  const errors = compare(judge.errors, { name, moment: errorsOf(tick), tolerated: 1 });
  if (!judge.latency && !isTimed(canary) && !isTimed(stable)) return { ...judge, errors };
  const latencies = { canary: canary.latencies ?? untimed, stable: stable.latencies ?? untimed };
  return { ...judge, errors, latency: compareLatency(judge.latency, { name, at, ...latencies }) };
}

function judgeAlone(judge: Judge, alone: OverLimit, tick: Tick): Judge {
  const { sources, weighed } = remembered(judge.errors, { name: tick.source, moment: errorsOf(tick) });
  const { requests, failed } = tick.canary;
  const counts = weighed[0]?.counts ?? 1;
  return { ...judge, errors: { ...judge.errors, sources }, alone: weighLimit(alone, { requests, failed, counts }) };
}

const isTimed = ({ latencies }: VersionCounts): boolean =>
  latencies !== undefined && Object.keys(latencies.upTo).length > 0;

const untimed: Latencies = { requests: 0, sum: 0, upTo: {} };

function errorsOf({ at, canary, stable }: Tick): Moment {
  const kinds = ({ requests, failed }: VersionCounts) => ({ requests, failed: [failed] });
  return { at, canary: kinds(canary), stable: kinds(stable) };
}

/** The judge when a step begins, `at` seconds after the release did. */
export function judgeStep(judge: Judge, { at, weight, next }: { at: number; weight: number; next: number }): Judge {
  const stable = Math.max(rate(judge.release.stable), rate(judge.step.stable));
  return {
    ...judge,
    at: Math.max(at, judge.at ?? at),
    weight,
    next,
    errors: compareInNewStep(judge.errors),
    ...(judge.latency ? { latency: latencyInNewStep(judge.latency) } : {}),
    step: emptyTotals,
    ...(weight === 100 ? { alone: notOver(Math.min(0.9, aloneTimes * stable + aloneMore)) } : {}),
  };
}

/** ln of the evidence that the canary fails more often than stable. */
export const lnErrors = ({ errors }: Judge): number => lnOddsOf(errors, 0);

/** ln of the evidence that it is slower; -Infinity without any. */
export const lnLatency = ({ latency }: Judge): number => (latency ? lnSlower(latency) : -Infinity);

function troubleAfter({ trouble, at: before }: Judge, { at, stable }: Tick): Judge['trouble'] {
  const seconds = Math.max(0, at - (before ?? at));
  const seen = { requests: stable.requests, failed: [stable.failed] };
  return {
    minute: remember(trouble.minute, seen, { seconds, span: minute }),
    usual: remember(trouble.usual, seen, { seconds, span: usual }),
  };
}
