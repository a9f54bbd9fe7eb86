import { greatest } from './bisect.js';
import { type Evidence, lnOdds, weigh } from './evidence.js';
import { lnBelow } from './good-enough.js';
import type { Total, Totals } from './totals.js';

/** 95 % sure, as ln of odds. */
const lnSure = Math.log(20);
const allAtOnce: Evidence = { won: Array.from({ length: 6 }, () => -Math.log(6)), kept: 0, starts: 0 };

/** So many times as often as stable the canary fails at least, 95 % sure; 1 when even that is not. */
export function atLeastTimes({ canary, stable }: Totals): number {
  const share = canary.requests / (canary.requests + stable.requests);
  const both = canary.failed + stable.failed;
  const isWorse = (tolerated: number) =>
    lnOdds(weigh(allAtOnce, { canary: canary.failed, both, share, counts: 1 }, tolerated)) >= lnSure;
  return greatest(1, 1e6, isWorse);
}

/** The share of its requests, 0 to 1, that the version surely fails at most, 95 % sure. */
export function atMostRate(total: Total): number {
  return greatest(0, 1, (limit) => limit === 0 || (limit < 1 && lnBelow(limit, total) < lnSure));
}
