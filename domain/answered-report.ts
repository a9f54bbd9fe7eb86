import type { Answered } from './judgement/answered.js';
import { lnOver } from './judgement/limit.js';
import { lnSuspicion, oddsOf } from './judgement/odds.js';
import type { Strictness } from './judgement/strictness.js';
import { rate } from './judgement/totals.js';
import type { CheckReport } from './watch-report.js';

/** What is said of users' requests that found no pod; undefined before any request was counted. */
export function answeredReport(
  { before, since, more, many }: Answered,
  { falseRollbacks }: Strictness,
): CheckReport | undefined {
  if (!more || !many || since.requests === 0) return undefined;
  const { verdict, why } = verdictOf(lnOver(more.canary), lnOver(many.canary), Math.log(falseRollbacks));
  const earlier = before.requests > 0 ? `, ${percent(rate(before))} before` : '';
  const said = `no pod was there to answer ${since.failed} of ${since.requests} requests (${percent(rate(since))}${earlier})`;
  return {
    ...{ name: 'answered at all', verdict, canary: 1 - rate(since), requests: since.requests },
    ...{ evidence: oddsOf(lnOver(many.canary)), wanted: falseRollbacks },
    reason: verdict === 'pass' ? `answered at all: ${percent(1 - rate(since))}` : `answered at all: ${said}${why}`,
  };
}

function verdictOf(lnMore: number, lnMany: number, lnSure: number): Pick<CheckReport, 'verdict'> & { why: string } {
  if (lnMany >= lnSure) return { verdict: 'fail', why: '' };
  if (lnMore >= lnSuspicion) return { verdict: 'inconclusive', why: ': waiting until they are answered again' };
  return { verdict: 'pass', why: '' };
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
