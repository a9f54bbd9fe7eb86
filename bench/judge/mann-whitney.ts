/** The normal quantile for a two-sided interval of 98 %. */
const z = 2.3263;
/** How much of its own estimate a difference may be from zero. */
const tolerance = 0.25;

/**
 * Whether the values of `canary` lie above those of `stable`: the 98 % interval of the Hodges-Lehmann shift, by the normal
 * approximation of the Mann-Whitney statistic, lies above a quarter of the shift itself.
 */
export function isHigh(canary: readonly number[], stable: readonly number[]): boolean {
  const [n, m] = [canary.length, stable.length];
  if (n < 2 || m < 2) return false;
  const shifts = canary.flatMap((one) => stable.map((other) => one - other)).toSorted((a, b) => a - b);
  const low = Math.floor((n * m) / 2 - z * Math.sqrt((n * m * (n + m + 1)) / 12));
  const estimate = median(shifts);
  return low >= 0 && estimate > 0 && (shifts[low] ?? 0) > tolerance * estimate;
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}
