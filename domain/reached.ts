import { logSum } from './judgement/log-sum.js';
import type { Weight } from './step.js';

/** Requests that users sent to the service, and how many of them the canary answered. */
export interface Counted {
  canary: number;
  total: number;
}

/** ln of the odds that are wanted: at most one in a thousand is told wrong, however often one looks. */
export const lnWanted = Math.log(1000);
/** A request that began before the weight changed may end long after: one in a hundred does not count against a weight. */
const slack = 0.01;
/** Shares that the mesh may have instead of the one asked for. */
const otherShares = [0.005, 0.02, 0.035, ...Array.from({ length: 19 }, (_, at) => (at + 1) / 20), 0.965, 0.98, 0.995];
const lnOtherShares = otherShares.map((share) => ({ canary: Math.log(share), rest: Math.log1p(-share) }));

/**
 * Whether users get the share that was asked for: `yes` when what was counted speaks for it a thousand to one against the
 * previous one, `no` when it speaks as clearly against it, `inconclusive` with too few requests. Both are likelihood
 * ratios of all that was counted since the weight changed, so it may be asked at any moment and as often as one likes
 * (Ville's inequality). Where the weight did not change, it is `yes` with the first request.
 */
export function reached(asked: Weight, previous: Weight, counted: Counted): 'yes' | 'no' | 'inconclusive' {
  const stray = strayOf(asked, previous);
  const share = (weight: Weight) => Math.min(1 - stray, Math.max(stray, weight / 100));
  if (counted.total <= 0) return 'inconclusive';
  if (lnAgainst(asked / 100, { stray, instead: share(previous) }, counted) >= lnWanted) return 'no';
  const lnFor = lnChance(share(asked), counted) - lnChance(share(previous), counted);
  return asked === previous || lnFor >= lnWanted ? 'yes' : 'inconclusive';
}

/** The share of requests, 0 to 1, that may be elsewhere whatever the weight is. */
export const strayOf = (asked: Weight, previous: Weight): number =>
  asked === previous ? slack : Math.min(slack, Math.abs(asked - previous) / 400);

/** ln of the odds against every share within `stray` of the one asked for; half is bet on `instead`, half on all others. */
function lnAgainst(
  asked: number,
  { stray, instead }: { stray: number; instead: number },
  { canary, total }: Counted,
): number {
  const nearest = Math.min(1, asked + stray, Math.max(0, asked - stray, canary / total));
  const others = lnOtherShares.map((ln) => canary * ln.canary + Math.max(0, total - canary) * ln.rest);
  const lnOthers = logSum(others) - Math.log(others.length);
  const bets = logSum([lnChance(instead, { canary, total }), lnOthers]) - Math.log(2);
  return bets - lnChance(nearest, { canary, total });
}

/** ln of the chance that these requests, in this order, fall so on the canary. */
export function lnChance(share: number, { canary, total }: Counted): number {
  const rest = Math.max(0, total - canary);
  return (canary > 0 ? canary * Math.log(share) : 0) + (rest > 0 ? rest * Math.log1p(-share) : 0);
}
