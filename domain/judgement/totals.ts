/** Requests of a version and how many of them failed. */
export interface Total {
  readonly requests: number;
  readonly failed: number;
}

/** Of both versions, in the same time. */
export interface Totals {
  readonly canary: Total;
  readonly stable: Total;
}

/** What of a difference matters. */
export interface Mattering {
  /** An excess below this share of requests, 0 to 1, is nothing. */
  least: number;
  /** Nor is one below this part of stable's own rate. */
  ofStable: number;
}

const none: Total = { requests: 0, failed: 0 };
export const emptyTotals: Totals = { canary: none, stable: none };

export const withMore = ({ canary, stable }: Totals, more: Totals): Totals => ({
  canary: { requests: canary.requests + more.canary.requests, failed: canary.failed + more.canary.failed },
  stable: { requests: stable.requests + more.stable.requests, failed: stable.failed + more.stable.failed },
});

/** The share of requests that failed, 0 to 1; 0 when there was none. */
export const rate = ({ requests, failed }: Total): number => (requests > 0 ? failed / requests : 0);

/** Whether the canary's failures are surely more than stable's by so much as somebody would mind. */
export function matters({ canary }: Totals, stableRate: number, { least, ofStable }: Mattering): boolean {
  const { requests, failed } = canary;
  if (requests === 0) return false;
  const surely = failed - 2 * Math.sqrt(failed * (1 - failed / requests));
  return surely / requests - stableRate >= Math.max(least, stableRate * ofStable);
}
