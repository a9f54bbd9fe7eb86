/**
 * The chance of `hits` or more in `total` tries that each succeed with `probability`: the upper tail of the binomial
 * distribution, exact but for rounding. `probability` lies strictly between 0 and 1; it takes time in proportion to `hits`.
 */
export function chanceOfAtLeast(hits: number, total: number, probability: number): number {
  const logOdds = Math.log(probability) - Math.log1p(-probability);
  let logTerm = total * Math.log1p(-probability);
  let below = 0;
  for (let count = 0; count < hits; count += 1) {
    below += Math.exp(logTerm);
    logTerm += Math.log((total - count) / (count + 1)) + logOdds;
  }
  return Math.max(0, 1 - below);
}
