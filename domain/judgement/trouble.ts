import { nothingRecent, rateOf, type Recent, remember } from './recent.js';
import type { Total } from './totals.js';

/** How stable fares: lately, and usually. What it fails in times of trouble is not usual. */
export interface Trouble {
  readonly lately: Recent;
  readonly usual: Recent;
}

/** Seconds: what is so old counts a third. */
const [latelySpan, usualSpan] = [20, 1800];
/** It is in trouble above one failure in a hundred, or above five times its usual rate; one failure alone is none. */
const [troubleRate, troubleTimes, leastFailures] = [0.01, 5, 2];
/** What is taken for usual where less is known than of lately. */
const assumedRate = 0.02;

/** Before anything was seen. */
export const noTrouble: Trouble = { lately: nothingRecent(1), usual: nothingRecent(1) };

/** After stable's requests of one more moment, so many seconds after the one before. */
export function troubleAfter(before: Trouble, { requests, failed }: Total, seconds: number): Trouble {
  const seen = { requests, failed: [failed] };
  const lately = remember(before.lately, seen, { seconds, span: latelySpan });
  const usually = { seconds, span: usualSpan };
  const now = { lately, usual: remember(before.usual, seen, usually) };
  if (!isInTrouble(now)) return now;
  const asUsual = { requests, failed: [requests * rateOf(before.usual, 0)] };
  return { lately, usual: remember(before.usual, asUsual, usually) };
}

/** Whether stable fails now much more often than it does usually. */
export function isInTrouble({ lately, usual }: Trouble): boolean {
  const isSome = (lately.failed[0] ?? 0) >= leastFailures;
  return isSome && rateOf(lately, 0) > Math.max(troubleRate, troubleTimes * rateBefore({ lately, usual }));
}

/** The usual rate but for what was lately: else the first seconds of an outage would be usual where little is known. */
function rateBefore({ lately, usual }: Trouble): number {
  const requests = usual.requests - lately.requests;
  const failed = (usual.failed[0] ?? 0) - (lately.failed[0] ?? 0);
  return requests > lately.requests ? Math.max(0, failed) / requests : assumedRate;
}

/** The share of stable's requests, 0 to 1, that failed lately. */
export const failingLately = ({ lately }: Trouble): number => rateOf(lately, 0);

/** What stable fails usually. */
export const usually = ({ usual: { requests, failed } }: Trouble): Total => ({ requests, failed: failed[0] ?? 0 });
