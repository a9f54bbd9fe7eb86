import { compare, type Comparison, compareInNewStep, lnOddsOf, narrowed, newComparison } from './comparison.js';
import { noEvidence } from './evidence.js';
import { logSum } from './log-sum.js';
import type { Counts } from './source.js';
import { emptySlow, isSlower, type Latencies, type SlowTotals, slowOf, withSlow } from './slow.js';
import type { Slowness } from './strictness.js';

/** The comparison of latencies: a request that took longer than a boundary is a failure of that boundary's kind. */
export interface Latency {
  /** Milliseconds, rising: all that may be compared by, then those that are. */
  readonly boundaries: readonly number[];
  readonly isChosen: boolean;
  readonly comparison: Comparison;
  /** Of stable, since it was first looked at: by it boundaries are chosen. */
  readonly stable: SlowTotals;
  readonly release: { readonly canary: SlowTotals; readonly stable: SlowTotals };
  readonly step: { readonly canary: SlowTotals; readonly stable: SlowTotals };
}

const mostBoundaries = 6;
/** Share of stable's requests. A boundary that more exceed says little of the slow ones. */
const mostSlow = 0.3;
const enoughToChoose = 100;
/** Odds at a neighbouring boundary that bear out what was seen at one. */
const lnNeighbour = Math.log(20);

/** The latency's comparison after a moment; it begins with the first histogram. */
export function compareLatency(
  before: Latency | undefined,
  seenBy: { name: string; at: number; slowness: Slowness; canary: Latencies; stable: Latencies },
): Latency {
  const { name, at, slowness, canary, stable } = seenBy;
  const present = chosen(before ?? newLatency([canary, stable], slowness), at);
  const seen = { canary: slowOf(canary, present.boundaries), stable: slowOf(stable, present.boundaries) };
  const moment = { at, canary: failuresOf(seen.canary), stable: failuresOf(seen.stable) };
  return {
    boundaries: present.boundaries,
    isChosen: present.isChosen,
    comparison: compare(present.comparison, { name, moment, tolerated: slowness.tolerated }),
    stable: withSlow(present.stable, seen.stable),
    release: at < 0 ? present.release : both(present.release, seen),
    step: at < 0 ? present.step : both(present.step, seen),
  };
}

function failuresOf({ requests, slow }: SlowTotals): Counts {
  return { requests, failed: slow };
}

/** The comparison when a step begins. */
export function latencyInNewStep(latency: Latency): Latency {
  const empty = emptySlow(latency.boundaries.length);
  return { ...latency, comparison: compareInNewStep(latency.comparison), step: { canary: empty, stable: empty } };
}

/** ln of the evidence that the canary is slower, of those boundaries alone that are borne out; -Infinity without any. */
export function lnSlower(latency: Latency): number {
  const { boundaries, isChosen, comparison } = latency;
  if (!isChosen || boundaries.length === 0) return -Infinity;
  return logSum(witnessed(latency).map((kind) => lnOddsOf(comparison, kind))) - Math.log(boundaries.length);
}

/** The boundary (ms) with most evidence among those borne out. */
export function worstBoundary(latency: Latency): number | undefined {
  const odds = (kind: number): number => lnOddsOf(latency.comparison, kind);
  const [worst] = witnessed(latency).toSorted((a, b) => odds(b) - odds(a));
  return worst;
}

const witnessed = (latency: Latency): number[] =>
  [...latency.boundaries.keys()].filter((kind) => isWitnessed(latency, kind));

/**
 * Where many requests take almost as long as a boundary, a millisecond more throws them all over it. So a boundary counts
 * only when another bears it out, or the exact mean.
 */
function isWitnessed(latency: Latency, kind: number): boolean {
  return [latency.release, latency.step].some(
    (totals) =>
      isSlower(totals, kind) &&
      (isSlowerByMean(totals) || bears(latency, totals, kind - 1) || bears(latency, totals, kind + 1)),
  );
}

function bears({ comparison }: Latency, totals: Latency['release'], neighbour: number): boolean {
  return isSlower(totals, neighbour) && lnOddsOf(comparison, neighbour) >= lnNeighbour;
}

function isSlowerByMean({ canary, stable }: Latency['release']): boolean {
  if (canary.requests === 0 || stable.requests === 0) return false;
  const [mean, usual] = [canary.sum / canary.requests, stable.sum / stable.requests];
  return mean - usual >= Math.max(5, usual / 4);
}

function newLatency(latencies: Latencies[], { ignoredMs }: Slowness): Latency {
  const all = new Set(latencies.flatMap(({ upTo }) => Object.keys(upTo).map(Number)));
  const boundaries = [...all].filter((ms) => Number.isFinite(ms) && ms >= ignoredMs).toSorted((a, b) => a - b);
  const empty = emptySlow(boundaries.length);
  const totals = { canary: empty, stable: empty };
  const comparison = newComparison(boundaries.length);
  return { boundaries, isChosen: false, comparison, stable: empty, release: totals, step: totals };
}

/** Boundaries are chosen once, by what stable did before: evidence begins there. */
function chosen(latency: Latency, at: number): Latency {
  const { boundaries, stable } = latency;
  if (latency.isChosen || at < 0 || stable.requests < enoughToChoose) return latency;
  const kinds = boundaries
    .map((_, kind) => kind)
    .filter((kind) => (stable.slow[kind] ?? 0) <= mostSlow * stable.requests)
    .slice(0, mostBoundaries);
  const empty = emptySlow(kinds.length);
  const totals = { canary: empty, stable: empty };
  const comparison = narrowed(latency.comparison, kinds);
  return {
    boundaries: kinds.map((kind) => boundaries[kind] ?? 0),
    isChosen: true,
    comparison: { ...comparison, kinds: kinds.map(() => noEvidence) },
    stable: empty,
    release: totals,
    step: totals,
  };
}

function both(totals: Latency['release'], seen: Latency['release']): Latency['release'] {
  return { canary: withSlow(totals.canary, seen.canary), stable: withSlow(totals.stable, seen.stable) };
}
