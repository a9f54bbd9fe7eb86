import { type Judge, lnErrors, lnLatency } from './judge.js';
import { lnOver } from './limit.js';
import { matters, type Mattering, rate } from './totals.js';

/** Odds that keep the weight where it is, as ln. */
export const lnSuspicion = Math.log(20);
/** A double's exponent ends there. */
const greatestLn = 700;

/** What speaks against the canary at a moment, as ln of odds to 1. At 100 % the limit alone does, as errors. */
export interface Suspicion {
  readonly errors: number;
  readonly latency: number;
}

/** Summed over all bets on all kinds of failure: whoever needs it more than once in a moment keeps it. */
export const suspicionOf = (judge: Judge): Suspicion =>
  judge.alone
    ? { errors: lnOver(judge.alone), latency: -Infinity }
    : { errors: lnErrors(judge), latency: lnLatency(judge) };

/**
 * The evidence against the canary, as odds to 1: the mean of that of errors and that of latency, each of which may be
 * wrong half as often; at 100 %, that of the limit.
 */
export function oddsAgainst(judge: Judge, { errors, latency } = suspicionOf(judge)): number {
  return judge.alone ? oddsOf(errors) : (oddsOf(errors) + oddsOf(latency)) / 2;
}

/** The same of what matters alone: errors by which the canary is surely worse than stable by as much as somebody would mind. */
export function oddsThatMatter(judge: Judge, suspicion: Suspicion, mattering: Mattering): number {
  if (judge.alone) return oddsAgainst(judge, suspicion);
  const stable = Math.max(rate(judge.release.stable), rate(judge.step.stable));
  const isMuch = [judge.release, judge.step].some((totals) => matters(totals, stable, mattering));
  return oddsAgainst(judge, isMuch ? suspicion : { ...suspicion, errors: -Infinity });
}

/** Errors or latency alone, whichever speaks louder. */
export const loudest = ({ errors, latency }: Suspicion): number => Math.max(errors, latency);

/** Odds to 1 whose ln this is, as far as a double can hold them. */
export const oddsOf = (ln: number): number => Math.exp(Math.min(greatestLn, ln));
