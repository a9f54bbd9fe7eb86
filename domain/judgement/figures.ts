import { burstinessOf } from './comparison.js';
import { requestsMissing } from './good-enough.js';
import type { Judge } from './judge.js';
import { worstBoundary } from './latency.js';
import { lnSuspicion, oddsAgainst, suspicionOf } from './odds.js';
import type { Strictness } from './strictness.js';
import type { Total } from './totals.js';
import { judgedBy, limitOf } from './verdict.js';

/** The numbers that a verdict is said on. */
export interface Figures {
  /** Odds against two alike versions looking so: `wanted` to 1 is harmful, where the difference matters. */
  evidence: number;
  wanted: number;
  /** Of the release so far. */
  canary: Total;
  stable: Total;
  /** The canary's share of the requests of this step, 0 to 1. */
  share?: number;
  /** How much further apart stable's failures come than single ones would; 1 when they come one by one. */
  burstiness: number;
  /** How many more requests without a failure the next weight takes; 0 when there are enough. */
  missing: number;
  /** Milliseconds: the boundary that too many requests of the canary exceed. */
  slowerThan?: number;
}

/** The numbers at this moment. */
export function figuresOf(judge: Judge, strictness: Strictness): Figures {
  const { release, step, errors, latency } = judge;
  const requests = step.canary.requests + step.stable.requests;
  const suspicion = suspicionOf(judge);
  const isSlow = latency !== undefined && suspicion.latency >= lnSuspicion;
  const worst = isSlow ? worstBoundary(latency) : undefined;
  const few = Math.max(0, strictness.leastRequests - step.canary.requests);
  return {
    evidence: oddsAgainst(judge, suspicion),
    wanted: strictness.falseRollbacks,
    ...release,
    ...(requests > 0 ? { share: step.canary.requests / requests } : {}),
    burstiness: burstinessOf(errors, 0),
    missing: Math.max(
      few,
      requestsMissing(limitOf(judge, strictness), judgedBy(judge), { wanted: Math.log(strictness.wrongRaises) }),
    ),
    ...(isSlow && worst !== undefined ? { slowerThan: latency.boundaries[worst] ?? 0 } : {}),
  };
}
