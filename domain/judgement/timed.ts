import type { Latencies } from './slow.js';

/** Before anything was timed. */
export const untimed: Latencies = { requests: 0, sum: 0, upTo: {} };

/** Both histograms in one. */
export function withTimes(before: Latencies, more: Latencies): Latencies {
  const upTo = { ...before.upTo };
  for (const [boundary, count] of Object.entries(more.upTo)) upTo[boundary] = (upTo[boundary] ?? 0) + count;
  return { requests: before.requests + more.requests, sum: before.sum + more.sum, upTo };
}

/** How many requests surely took longer than `ms`: as many as exceed the first boundary that is no less. */
export function surelySlower({ requests, upTo }: Latencies, ms: number): number {
  const boundary = boundariesOf(upTo).find((each) => each >= ms);
  return boundary === undefined ? 0 : requests - (upTo[boundary] ?? 0);
}

/** How many took longer than `ms`, were those between two boundaries spread evenly; beyond the last one all did. */
export function slower({ requests, upTo }: Latencies, ms: number): number {
  const all = boundariesOf(upTo);
  const above = all.find((each) => each >= ms);
  const below = all.findLast((each) => each < ms);
  const atBelow = below === undefined ? 0 : (upTo[below] ?? 0);
  if (above === undefined) return requests - atBelow;
  const from = below ?? 0;
  const within = ((upTo[above] ?? 0) - atBelow) * ((ms - from) / (above - from));
  return requests - atBelow - within;
}

/** The time in milliseconds within which 99 of 100 requests were answered, likewise; undefined without any, or beyond all boundaries. */
export function p99({ requests, upTo }: Latencies): number | undefined {
  const wanted = requests * 0.99;
  const all = boundariesOf(upTo);
  const index = all.findIndex((boundary) => (upTo[boundary] ?? 0) >= wanted);
  const above = all[index];
  if (requests === 0 || above === undefined) return undefined;
  const from = all[index - 1] ?? 0;
  const atFrom = upTo[from] ?? 0;
  const within = (upTo[above] ?? 0) - atFrom;
  return within > 0 ? from + (above - from) * ((wanted - atFrom) / within) : above;
}

const boundariesOf = (upTo: Latencies['upTo']): number[] =>
  Object.keys(upTo)
    .map(Number)
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
