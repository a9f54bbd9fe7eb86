import { type Judge, lnErrors, lnLatency } from './judge.js';
import { lnOver } from './limit.js';
import { matters, type Mattering, rate } from './totals.js';

/** Odds that keep the weight where it is, as ln. */
export const lnSuspicion = Math.log(20);
/** A double's exponent ends there. */
const greatestLn = 700;

/**
 * The evidence against the canary, as odds to 1: the mean of that of errors and that of latency, each of which may be
 * wrong half as often; at 100 %, that of the limit.
 */
export function oddsAgainst(judge: Judge): number {
  return judge.alone ? oddsOf(lnOver(judge.alone)) : (oddsOf(lnErrors(judge)) + oddsOf(lnLatency(judge))) / 2;
}

/** The same of what matters alone: errors by which the canary is surely worse than stable by as much as somebody would mind. */
export function oddsThatMatter(judge: Judge, mattering: Mattering): number {
  if (judge.alone) return oddsAgainst(judge);
  const stable = Math.max(rate(judge.release.stable), rate(judge.step.stable));
  const isMuch = [judge.release, judge.step].some((totals) => matters(totals, stable, mattering));
  return ((isMuch ? oddsOf(lnErrors(judge)) : 0) + oddsOf(lnLatency(judge))) / 2;
}

/** Errors or latency alone, whichever speaks louder against it, as ln. */
export const lnLoudest = (judge: Judge): number =>
  judge.alone ? lnOver(judge.alone) : Math.max(lnErrors(judge), lnLatency(judge));

/** Odds to 1 whose ln this is, as far as a double can hold them. */
export const oddsOf = (ln: number): number => Math.exp(Math.min(greatestLn, ln));
