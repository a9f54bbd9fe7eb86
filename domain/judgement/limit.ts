import { logSum } from './log-sum.js';

/** How many times as great as at the limit the odds of a failure may be: from a little over it to dead. */
const oddsRatios = [1.5, 2.5, 5, 10, 30];
/** What is bet on the first moment; all later ones share the rest. */
const betAtFirst = 0.5;

/**
 * Evidence that a version fails more often than a limit, with nothing beside it to compare: a bet as in `Evidence`, begun
 * anew at every moment, so that a fault that shows late is found though much was good before. While the limit is kept its
 * mean is at most 1, so it passes 1,000 in at most one of a thousand releases, however often one looks.
 */
export interface OverLimit {
  /** The share of requests that may fail, 0 or more and below 1. */
  readonly limit: number;
  /** ln of what was won at each odds ratio, all starts together; empty before anything was seen. */
  readonly won: readonly number[];
  readonly starts: number;
}

/** Before anything was seen. */
export const notOver = (limit: number): OverLimit => ({ limit, won: [], starts: 0 });

/** The evidence after one more moment. `counts` is what a failure counts, 0 to 1. */
export function weighLimit(
  { limit, won, starts }: OverLimit,
  { requests, failed, counts }: { requests: number; failed: number; counts: number },
): OverLimit {
  if (requests === 0) return { limit, won, starts };
  const bet = Math.log(betOn(starts) / oddsRatios.length);
  const after = oddsRatios.map((ratio, at) => {
    const begun = logSum([won[at] ?? -Infinity, bet]);
    return begun + counts * (failed * Math.log(ratio) - requests * Math.log1p((ratio - 1) * limit));
  });
  return { limit, won: after, starts: starts + 1 };
}

/** All bets together are 1: the later ones are the differences of a series that falls from 1 to 0, as slowly as may be. */
function betOn(start: number): number {
  if (start === 0) return betAtFirst;
  const left = (after: number) => Math.LN2 / Math.log(after + 2);
  return (1 - betAtFirst) * (left(start - 1) - left(start));
}

/** ln of the evidence; -Infinity before anything was seen. */
export const lnOver = ({ won }: OverLimit): number => logSum(won);
