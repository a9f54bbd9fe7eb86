import { logSum } from './log-sum.js';

/** How much less often than the limit the canary may fail, and what is bet on each. */
const bets = [
  { part: 0, bet: 0.4 },
  { part: 1 / 8, bet: 0.2 },
  { part: 1 / 4, bet: 0.2 },
  { part: 1 / 2, bet: 0.2 },
].map(({ part, bet }) => ({ part, lnPart: Math.log(part), lnBet: Math.log(bet) }));

/**
 * ln of the evidence that the canary fails less often than `limit` (0 to 1), after so many requests and failures: the
 * mirror of `Evidence`, valid however often one looks.
 */
export function lnBelow(limit: number, { requests, failed }: { requests: number; failed: number }): number {
  const lnLimit = Math.log1p(-limit);
  return logSum(
    bets.map(
      ({ part, lnPart, lnBet }) =>
        lnBet + (failed > 0 ? failed * lnPart : 0) + (requests - failed) * (Math.log1p(-part * limit) - lnLimit),
    ),
  );
}

/**
 * The share of failures, 0 to 1, that a canary may have at the next weight (0 to 1): stable's, and so much more as makes
 * `added` of all the service's requests fail.
 */
export const limitAt = (nextWeight: number, stableRate: number, added: number): number =>
  Math.min(0.9, stableRate + added / nextWeight);

/**
 * How many more requests it takes until `lnBelow` is `wanted`, of which the share `failing` (0 to 1, none unless said)
 * fails; 0 when it is.
 */
export function requestsMissing(
  limit: number,
  { requests, failed }: { requests: number; failed: number },
  { wanted, failing = 0 }: { wanted: number; failing?: number },
): number {
  const isEnough = (more: number) =>
    lnBelow(limit, { requests: requests + more, failed: failed + more * failing }) >= wanted;
  if (isEnough(0)) return 0;
  let most = 1;
  while (!isEnough(most) && most < 1e12) most *= 2;
  let least = most / 2;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (isEnough(middle)) most = middle;
    else least = middle;
  }
  return Math.ceil(most);
}
