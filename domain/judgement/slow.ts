/** A histogram of a moment: how long requests took. */
export interface Latencies {
  /** All requests that were timed. */
  requests: number;
  /** Of all of them together, in milliseconds. */
  sum: number;
  /** By boundary in milliseconds: how many took no longer. Rising. */
  upTo: Readonly<Record<string, number>>;
}

/** Requests, and how many of them took longer than each boundary. */
export interface SlowTotals {
  readonly requests: number;
  /** Milliseconds. */
  readonly sum: number;
  readonly slow: readonly number[];
}

/** A difference in shares that is too small to matter. */
const leastDifference = 0.001;

export const emptySlow = (boundaries: number): SlowTotals => ({
  requests: 0,
  sum: 0,
  slow: Array.from({ length: boundaries }, () => 0),
});

/** How many took longer than each boundary. A boundary that the histogram lacks counts as the greatest below it. */
export function slowOf({ requests, sum, upTo }: Latencies, boundaries: readonly number[]): SlowTotals {
  return { requests, sum, slow: boundaries.map((boundary) => requests - countUpTo(upTo, boundary)) };
}

/** How many took no longer than a boundary; one that the histogram lacks counts as the greatest below it. */
export function countUpTo(upTo: Latencies['upTo'], boundary: number): number {
  const exact = upTo[boundary];
  if (exact !== undefined) return exact;
  const below = Object.keys(upTo).filter((key) => Number(key) <= boundary);
  return Math.max(0, ...below.map((key) => upTo[key] ?? 0));
}

export const withSlow = (totals: SlowTotals, more: SlowTotals): SlowTotals => ({
  requests: totals.requests + more.requests,
  sum: totals.sum + more.sum,
  slow: totals.slow.map((before, at) => before + (more.slow[at] ?? 0)),
});

/** Whether the canary's share of slow requests is over stable's by a tenth of a percent point or more. */
export function isSlower({ canary, stable }: { canary: SlowTotals; stable: SlowTotals }, kind: number): boolean {
  return canary.requests > 0 && shareOf(canary, kind) - shareOf(stable, kind) >= leastDifference;
}

function shareOf({ requests, slow }: SlowTotals, kind: number): number {
  return requests > 0 ? (slow[kind] ?? 0) / requests : 0;
}
