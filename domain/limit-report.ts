import type { Limit } from './check.js';
import { limitAt, lnBelow, requestsMissing } from './judgement/good-enough.js';
import { type KeptLimit } from './judgement/kept-limit.js';
import { lnOver } from './judgement/limit.js';
import { type Limits, mayFail, type Timed } from './judgement/limits.js';
import { lnSuspicion, oddsOf } from './judgement/odds.js';
import type { Names } from './judgement/show-verdict.js';
import type { Strictness } from './judgement/strictness.js';
import { p99, slower, surelySlower } from './judgement/timed.js';
import type { Total } from './judgement/totals.js';
import { figure } from './show-figure.js';
import type { CheckReport } from './watch-report.js';

/** What a limit is judged in. */
export interface Judged {
  /** Percent: the weight that comes next. */
  next: number;
  strictness: Strictness;
  names: Partial<Names> & Pick<Names, 'canary'>;
}

/** What was counted says of one limit: the verdict with its figures, its evidence, and why. */
export function limitReport(limit: Limit, kept: KeptLimit, seen: Limits['seen'], judged: Judged): CheckReport {
  const { verdict, reason } = verdictOf(limit, kept, { seen, judged });
  const value = (of: Timed) => valueOf(limit, of);
  const [canary, stable] = [value(seen.canary), value(seen.stable)];
  return {
    ...{ name: limit.name, verdict, reason },
    ...(canary === undefined ? {} : { canary }),
    ...(stable === undefined ? {} : { stable }),
    requests: missed(limit, seen.canary).requests,
    ...(judged.names.stable === undefined ? {} : { stableRequests: missed(limit, seen.stable).requests }),
    evidence: oddsOf(lnOver(kept.canary)),
    wanted: judged.strictness.falseRollbacks,
  };
}

function verdictOf(
  limit: Limit,
  { canary, stable }: KeptLimit,
  { seen, judged }: { seen: Limits['seen']; judged: Judged },
): Pick<CheckReport, 'verdict' | 'reason'> {
  const { strictness, names, next } = judged;
  const most = mayFail(limit);
  const total = missed(limit, seen.canary);
  const said = `${limit.name}: ${words(limit, seen.canary, names.canary)}`;
  const wanted = `${limit.threshold.operator} ${figure(limit.metric, limit.threshold.value)} wanted`;
  const isOver = most === 0 ? total.failed > 0 : lnOver(canary) >= Math.log(strictness.falseRollbacks);
  const isStableOver = most === 0 ? seen.stable.failed > 0 : lnOver(stable) >= lnSuspicion;
  if (isOver && isStableOver) {
    const too = `${words(limit, seen.stable, names.stable ?? 'stable')}, too`;
    return { verdict: 'inconclusive', reason: `${said}, ${wanted}, but ${too}` };
  }
  if (isOver) return { verdict: 'fail', reason: `${said}, ${wanted}${surely(most, strictness)}` };
  if (lnOver(canary) >= lnSuspicion)
    return { verdict: 'inconclusive', reason: `${said}, ${wanted}: more requests will tell` };
  const allowed = limitAt(next / 100, most, strictness.addedFailures);
  const lnEnough = Math.log(strictness.wrongRaises);
  if (lnBelow(allowed, total) >= lnEnough) return { verdict: 'pass', reason: `${said}, ${wanted}` };
  const missing = requestsMissing(allowed, total, { wanted: lnEnough }).toLocaleString('en-US');
  return { verdict: 'inconclusive', reason: `${said}, ${wanted}: about ${missing} more requests will tell` };
}

const surely = (most: number, { falseRollbacks }: Strictness): string =>
  most === 0
    ? ''
    : `; one that keeps it would look so in fewer than 1 of ${falseRollbacks.toLocaleString('en-US')} releases`;

/** The requests that tell, and those that miss the limit: of slow ones as many as there probably were. */
function missed({ metric, threshold }: Limit, { requests, failed, times }: Timed): Total {
  if (metric === 'success-rate') return { requests, failed };
  return { requests: times.requests, failed: Math.max(0, slower(times, threshold.value)) };
}

function valueOf({ metric }: Limit, { requests, failed, times }: Timed): number | undefined {
  if (metric === 'p99') return p99(times);
  return requests > 0 ? 1 - failed / requests : undefined;
}

function words({ metric, threshold }: Limit, { requests, failed, times }: Timed, name: string): string {
  if (metric === 'success-rate')
    return `${name} failed ${count(failed)} of ${count(requests)} requests${share(failed, requests)}`;
  const slow = surelySlower(times, threshold.value);
  const value = p99(times);
  const shown = value === undefined ? '' : `, 99 % within ${Math.round(value)} ms`;
  return `${count(slow)} of ${name}'s ${count(times.requests)} requests took over ${threshold.value} ms${share(slow, times.requests)}${shown}`;
}

const share = (part: number, of: number): string =>
  part > 0 ? ` (${Number(((part / of) * 100).toPrecision(3))} %)` : '';

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
