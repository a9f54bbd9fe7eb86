import { logSum } from './log-sum.js';

/** How many times as often as the limit the canary may fail. */
const riskRatios = [1.5, 2.5, 5, 10, 30];

/** Evidence that the canary fails more often than a limit, where there is nothing to compare it with. */
export interface OverLimit {
  /** Above 0 and below 1. */
  readonly limit: number;
  /** ln of what was won at each risk ratio that leaves a rate below 1. */
  readonly won: readonly number[];
}

const ratiosOf = (limit: number): number[] => riskRatios.filter((ratio) => ratio * limit < 1);

/** Before anything was seen. `limit` above 0 and below 1. */
export const notOver = (limit: number): OverLimit => {
  const ratios = ratiosOf(limit);
  return { limit, won: ratios.map(() => -Math.log(ratios.length)) };
};

/** The evidence after one more moment. `counts` is what a failure counts, 0 to 1. */
export function weighLimit(
  { limit, won }: OverLimit,
  { requests, failed, counts }: { requests: number; failed: number; counts: number },
): OverLimit {
  const ratios = ratiosOf(limit);
  const after = won.map((before, at) => {
    const ratio = ratios[at] ?? 1;
    const good = (requests - failed) * (Math.log1p(-ratio * limit) - Math.log1p(-limit));
    return before + counts * (failed * Math.log(ratio) + good);
  });
  return { limit, won: after };
}

/** ln of the evidence; -Infinity where no rate is over the limit that could be told. */
export const lnOver = ({ won }: OverLimit): number => logSum(won);
