import type { Limit } from '../check.js';
import { type Answered, answeredAfter, nothingAnswered } from './answered.js';
import type { Growth } from './growth.js';
import type { Tick, VersionCounts } from './judge.js';
import { type KeptLimit, limitAfter, newKeptLimit } from './kept-limit.js';
import { notOver } from './limit.js';
import type { Latencies } from './slow.js';
import type { Counts } from './source.js';
import { surelySlower, untimed, withBoundaries, withTimes } from './timed.js';
import type { Total } from './totals.js';

/** What is known of the limits of a spec: plain data, a fold over ticks. */
export interface Limits {
  /** Of each limit of the spec, in its order. */
  readonly kept: readonly KeptLimit[];
  /** Since the canary has users. */
  readonly seen: { readonly canary: Timed; readonly stable: Timed };
  /** All boundaries of the histograms, in milliseconds, rising. */
  readonly boundaries: readonly number[];
  readonly answered: Answered;
}

/** Requests of a version, and how long they took. */
export interface Timed extends Total {
  readonly times: Latencies;
}

const nothing: Timed = { requests: 0, failed: 0, times: untimed };

/** Before anything was seen. */
export const newLimits = (limits: readonly Limit[]): Limits => ({
  kept: limits.map((limit) => newKeptLimit(mayFail(limit))),
  seen: { canary: nothing, stable: nothing },
  boundaries: [],
  answered: nothingAnswered,
});

/** The share of requests, 0 to below 1, that may miss the limit: may fail, or take longer than it says. */
export const mayFail = ({ metric, threshold: { value } }: Limit): number =>
  metric === 'success-rate' ? Number((1 - value).toPrecision(12)) : 0.01;

/** The same once it is known by which boundaries requests are timed. */
export const boundedBy = (limits: Limits, growths: readonly Growth[]): Limits => ({
  ...limits,
  boundaries: withBoundaries(
    limits.boundaries,
    growths.flatMap(({ labels: { le } }) => le ?? []),
  ),
});

/** What is known after one more tick. At weight 100 what stable did before says nothing of now. */
export function limitsAfter(
  { kept, seen, boundaries, answered }: Limits,
  tick: Tick,
  { limits, weight }: { limits: readonly Limit[]; weight: number },
): Limits {
  const { at, source: name, canary, stable } = tick;
  const after = kept.map((each, index) => {
    const limit = limits[index];
    if (!limit) return each;
    const moment = { at, canary: missesOf(canary, limit, boundaries), stable: missesOf(stable, limit, boundaries) };
    const now = limitAfter(each, { name, moment });
    return weight === 100 ? { ...now, stable: notOver(now.stable.limit) } : now;
  });
  const since = at < 0 ? seen : { canary: plus(seen.canary, canary), stable: plus(seen.stable, stable) };
  return { kept: after, seen: since, boundaries, answered: answeredAfter(answered, tick) };
}

function missesOf(
  { requests, failed, latencies = untimed }: VersionCounts,
  { metric, threshold }: Limit,
  boundaries: readonly number[],
): Counts {
  if (metric === 'success-rate') return { requests, failed: [failed] };
  return { requests: latencies.requests, failed: [surelySlower(latencies, threshold.value, boundaries)] };
}

const plus = (a: Timed, { requests, failed, latencies }: VersionCounts): Timed => ({
  requests: a.requests + requests,
  failed: a.failed + failed,
  times: latencies ? withTimes(a.times, latencies) : a.times,
});
