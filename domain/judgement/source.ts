import type { Seen } from './evidence.js';
import { nothingRecent, rateOf, type Recent, remember } from './recent.js';

/** What one source of requests (the pods of a workload that call the service) counted in one moment, of each version. */
export interface Counts {
  requests: number;
  /** By kind of failure; a request may be of several kinds. */
  failed: readonly number[];
}
export interface Moment {
  /** Seconds since the release began; below 0 before it. */
  at: number;
  canary: Counts;
  stable: Counts;
}

/** What is remembered of a source, to weigh what it counts next. */
export interface Source {
  readonly at: number;
  /** Requests of this step, the latest 300 or so. */
  readonly share: { readonly canary: number; readonly both: number };
  readonly canary: Past;
  readonly stable: Past;
  /** Stable's last moment with requests, its failures as far as they counted. */
  readonly last?: Counts | undefined;
  /** By kind of failure: how far stable's failures of successive moments were apart, squared, and how far single ones would be. */
  readonly apart: readonly { readonly squared: number; readonly expected: number }[];
}

interface Past {
  readonly short: Recent;
  readonly long: Recent;
}

/** A moment's failures of one kind, ready to be weighed. */
export interface Weighed extends Seen {
  /** How much of `counts` is for how many there were in this moment alone. */
  single: number;
}

/** Enough requests to know the share by, so few that it follows when the mesh's changes. */
const shareRequests = 300;
/** Seconds. A failure is expected that was there lately, or a little earlier. */
const [shortSpan, longSpan] = [5, 60];
/** Squares that are assumed before any was seen: a few failures tell nothing of how they come. */
const apartAtFirst = 20;
const greatestGrowth = 10;

/** A source that nobody has heard of yet. */
export function newSource(at: number, kinds: number): Source {
  const past = { short: nothingRecent(kinds), long: nothingRecent(kinds) };
  const apart = Array.from({ length: kinds }, () => ({ squared: 0, expected: 0 }));
  return { at, share: { canary: 0, both: 0 }, canary: past, stable: past, apart };
}

/** The source when a step begins: shares of requests from before it say nothing. */
export const inNewStep = (source: Source): Source => ({ ...source, share: { canary: 0, both: 0 } });

/** What the moment's failures weigh, by kind, and the source after it. */
export function hear(source: Source, { at, canary, stable }: Moment): { source: Source; weighed: Weighed[] } {
  const share = at < 0 ? source.share : shareAfter(source.share, canary.requests, stable.requests);
  const weighed = source.apart.map((apart, kind) => {
    const failed = { canary: canary.failed[kind] ?? 0, stable: stable.failed[kind] ?? 0 };
    const single = Math.min(
      plausible(source.canary, kind, { requests: canary.requests, failed: failed.canary }),
      plausible(source.stable, kind, { requests: stable.requests, failed: failed.stable }),
    );
    return {
      canary: failed.canary,
      both: failed.canary + failed.stable,
      share: share.both > 0 ? share.canary / share.both : 0,
      counts: single / burstiness(apart),
      single,
    };
  });
  const seconds = Math.max(0, at - source.at);
  const last =
    stable.requests > 0
      ? { requests: stable.requests, failed: weighed.map(({ single }, kind) => (stable.failed[kind] ?? 0) * single) }
      : source.last;
  const next: Source = {
    at: Math.max(at, source.at),
    share,
    canary: remembered(source.canary, canary, seconds),
    stable: remembered(source.stable, stable, seconds),
    apart: source.apart.map((apart, kind) =>
      apartAfter(apart, kind, source.last, stable.requests > 0 ? last : undefined),
    ),
    last,
  };
  return { source: next, weighed };
}

/**
 * How many times as far apart the failures of successive moments are as they would be, came they one by one; at least 1.
 * Evidence is divided by it: a burst is then one failure's worth. Differences and no variance: an outage adds its two
 * edges alone.
 */
export const burstiness = ({ squared, expected }: Source['apart'][number]): number =>
  Math.max(1, (apartAtFirst + squared) / (apartAtFirst + expected));

/** How much of a moment's failures is plausible by what was before it, 0 to 1: no single moment convicts. */
function plausible(past: Past, kind: number, { requests, failed }: { requests: number; failed: number }): number {
  if (failed <= 1) return 1;
  const mean = Math.max(rateOf(past.short, kind), rateOf(past.long, kind)) * requests;
  return Math.min(1, (mean + 3 * Math.sqrt(mean) + 1) / failed);
}

function shareAfter(share: Source['share'], canary: number, stable: number): Source['share'] {
  const requests = canary + stable;
  const kept = share.both > 0 ? Math.min(1, Math.max(0, (shareRequests - requests) / share.both)) : 0;
  return { canary: share.canary * kept + canary, both: share.both * kept + requests };
}

function remembered({ short, long }: Past, counts: Counts, seconds: number): Past {
  return {
    short: remember(short, counts, { seconds, span: shortSpan }),
    long: remember(long, counts, { seconds, span: longSpan }),
  };
}

function apartAfter(
  apart: Source['apart'][number],
  kind: number,
  last: Counts | undefined,
  now: Counts | undefined,
): Source['apart'][number] {
  if (!last || !now) return apart;
  const growth = Math.min(greatestGrowth, now.requests / last.requests);
  const [before, after] = [last.failed[kind] ?? 0, now.failed[kind] ?? 0];
  if (before === 0 && after === 0) return apart;
  return {
    squared: apart.squared + (after - growth * before) ** 2,
    expected: apart.expected + after + growth ** 2 * before,
  };
}
