import { logSum } from './log-sum.js';

/**
 * Evidence that the canary fails more often than stable. A failed request is a ball that falls on the canary with the
 * probability of its share, were both alike; a likelihood ratio is carried for each of six risk ratios, and their mean is
 * the evidence. It is a bet: while both are alike its mean is at most 1 whatever happens, so it passes 1,000 in at most
 * one of a thousand releases, however often one looks (Ville's inequality; Lindon and Malek, arXiv 2011.03567).
 */
export interface Evidence {
  /** ln of what was won at each risk ratio, all starts together. */
  readonly won: readonly number[];
  /** What is kept for starts still to come, 0 to 1. */
  readonly kept: number;
  /** How many starts there were after the first. */
  readonly starts: number;
}

/** How many times as often as allowed the canary may fail: from a little worse to dead. */
export const riskRatios: readonly number[] = [1.5, 2.5, 5, 10, 30, 1000];
const lnRiskRatios = riskRatios.map(Math.log);
const keptAtFirst = 0.2;
/** Most releases have ten steps at most; later starts share a fifth of what is kept. */
const [usualStarts, usualPart] = [9, 0.8];

/** Before anything was seen. */
export const noEvidence: Evidence = {
  won: riskRatios.map(() => Math.log1p(-keptAtFirst) - Math.log(riskRatios.length)),
  kept: keptAtFirst,
  starts: 0,
};

/** What was seen in one moment. */
export interface Seen {
  /** Failures of the canary, and of both. */
  canary: number;
  both: number;
  /** The canary's share of the requests, 0 to 1. */
  share: number;
  /** What a failure counts, 0 to 1: less than 1 when failures come together. */
  counts: number;
}

/**
 * The evidence after one more moment. `tolerated`: so many times as often as stable, 1 or more, the canary may fail without
 * being worse.
 */
export function weigh(evidence: Evidence, { canary, both, share, counts }: Seen, tolerated: number): Evidence {
  if (both === 0) return evidence;
  const { won, kept, starts } = evidence;
  const alike = Math.log1p((tolerated - 1) * share);
  const after = won.map((before, at) => {
    const worse = Math.log1p(((riskRatios[at] ?? 1) * tolerated - 1) * share);
    return before + counts * (canary * (lnRiskRatios[at] ?? 0) - both * (worse - alike));
  });
  return { won: after, kept, starts };
}

/** Bets a part of what is kept anew, as if the release began now: a fault that shows late is found as fast as an early one. */
export function startAnew({ won, kept, starts }: Evidence): Evidence {
  const part = partOf(starts + 1);
  const bet = Math.log(part / riskRatios.length);
  return { won: won.map((before) => logSum([before, bet])), kept: Math.max(0, kept - part), starts: starts + 1 };
}

function partOf(start: number): number {
  if (start <= usualStarts) return (keptAtFirst * usualPart) / usualStarts;
  const beyond = start - usualStarts;
  return (keptAtFirst * (1 - usualPart)) / (beyond * (beyond + 1));
}

/** ln of the evidence: 0 is none, ln 1,000 is what only one in a thousand releases of alike versions ever sees. */
export function lnOdds({ won, kept }: Evidence): number {
  return logSum([Math.log(kept), ...won]);
}
