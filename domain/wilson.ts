/** The standard normal quantile for a two-sided 99 % interval. */
const z = 2.5758;

/**
 * The 99 % Wilson score interval of a proportion: where the true share lies after `hits` of `total` were seen.
 * Both bounds are ratios 0 to 1; without any seen, the whole range. Source: E. B. Wilson, Probable inference, the law of
 * succession, and statistical inference, JASA 22 (1927), 209-212.
 */
export function wilsonInterval(hits: number, total: number): { low: number; high: number } {
  if (total <= 0) return { low: 0, high: 1 };
  const share = hits / total;
  const scale = 1 + z ** 2 / total;
  const centre = (share + z ** 2 / (2 * total)) / scale;
  const margin = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  return { low: Math.max(0, centre - margin), high: Math.min(1, centre + margin) };
}
