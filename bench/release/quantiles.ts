/** How long something took, in milliseconds: nearest ranks of what was measured, and how often. */
export interface Quantiles {
  p50: number;
  p90: number;
  p99: number;
  max: number;
  n: number;
}

/** @throws when nothing was measured. */
export function quantiles(times: number[]): Quantiles {
  const sorted = times.toSorted((a, b) => a - b);
  const rank = (ratio: number) => sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? Number.NaN;
  if (sorted.length === 0) throw new Error('nothing was measured');
  const [p50 = 0, p90 = 0, p99 = 0, max = 0] = [0.5, 0.9, 0.99, 1].map((ratio) => Math.round(rank(ratio) * 10) / 10);
  return { p50, p90, p99, max, n: sorted.length };
}
