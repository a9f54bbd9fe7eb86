import { countUpTo, type Latencies } from './slow.js';

/** Before anything was timed. */
export const untimed: Latencies = { requests: 0, sum: 0, upTo: {} };

/** Both histograms in one. */
export function withTimes(before: Latencies, more: Latencies): Latencies {
  const upTo = { ...before.upTo };
  for (const [boundary, count] of Object.entries(more.upTo)) upTo[boundary] = (upTo[boundary] ?? 0) + count;
  return { requests: before.requests + more.requests, sum: before.sum + more.sum, upTo };
}

/**
 * How many requests surely took longer than `ms`: as many as exceed the first boundary that is no less. `boundaries` are all
 * that there are, rising; the histogram has those alone that something was counted for.
 */
export function surelySlower({ requests, upTo }: Latencies, ms: number, boundaries: readonly number[]): number {
  const boundary = boundaries.find((each) => each >= ms);
  return boundary === undefined ? 0 : requests - countUpTo(upTo, boundary);
}

/** How many took longer than `ms`, were those between two boundaries spread evenly; beyond the last one all did. */
export function slower({ requests, upTo }: Latencies, ms: number, boundaries: readonly number[]): number {
  const above = boundaries.find((each) => each >= ms);
  const below = boundaries.findLast((each) => each < ms) ?? 0;
  const atBelow = countUpTo(upTo, below);
  if (above === undefined) return requests - atBelow;
  return requests - atBelow - (countUpTo(upTo, above) - atBelow) * ((ms - below) / (above - below));
}

/** The time in milliseconds within which 99 of 100 requests were answered, likewise; undefined without any, or beyond all boundaries. */
export function p99({ requests, upTo }: Latencies, boundaries: readonly number[]): number | undefined {
  const wanted = requests * 0.99;
  const index = boundaries.findIndex((boundary) => countUpTo(upTo, boundary) >= wanted);
  const above = boundaries[index];
  if (requests === 0 || above === undefined) return undefined;
  const from = boundaries[index - 1] ?? 0;
  const atFrom = countUpTo(upTo, from);
  return from + (above - from) * ((wanted - atFrom) / (countUpTo(upTo, above) - atFrom));
}

/** All boundaries that were heard of, rising. */
export function withBoundaries(before: readonly number[], labels: Iterable<string>): readonly number[] {
  const more = [...new Set(labels)].map(Number).filter((each) => Number.isFinite(each) && !before.includes(each));
  return more.length === 0 ? before : [...before, ...more].toSorted((a, b) => a - b);
}
