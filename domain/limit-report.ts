import type { Limit } from './check.js';
import { limitAt, lnBelow, requestsMissing } from './judgement/good-enough.js';
import type { KeptLimit } from './judgement/kept-limit.js';
import { lnOver } from './judgement/limit.js';
import { type Limits, mayFail } from './judgement/limits.js';
import { lnSuspicion, oddsOf } from './judgement/odds.js';
import type { Names } from './judgement/show-verdict.js';
import type { Strictness } from './judgement/strictness.js';
import { type LimitFigures, limitFigures } from './limit-figures.js';
import { figure } from './show-figure.js';
import type { CheckReport } from './watch-report.js';

/** What a limit is judged in. */
export interface Judged {
  /** Percent: the weight that comes next. */
  next: number;
  strictness: Strictness;
  names: Partial<Names> & Pick<Names, 'canary'>;
}

type Both = Record<'canary' | 'stable', LimitFigures>;

/** What was counted says of one limit: the verdict with its figures, its evidence, and why. */
export function limitReport(
  limit: Limit,
  kept: KeptLimit,
  { seen, boundaries }: Pick<Limits, 'seen' | 'boundaries'>,
  judged: Judged,
): CheckReport {
  const canary = limitFigures(limit, seen.canary, boundaries);
  const stable = limitFigures(limit, seen.stable, boundaries);
  return {
    ...{ name: limit.name, ...verdictOf(limit, kept, { canary, stable }, judged) },
    ...(canary.value === undefined ? {} : { canary: canary.value }),
    ...(stable.value === undefined ? {} : { stable: stable.value }),
    requests: canary.total.requests,
    ...(judged.names.stable === undefined ? {} : { stableRequests: stable.total.requests }),
    evidence: oddsOf(lnOver(kept.canary)),
    wanted: judged.strictness.falseRollbacks,
  };
}

function verdictOf(
  limit: Limit,
  kept: KeptLimit,
  { canary, stable }: Both,
  { strictness, names, next }: Judged,
): Pick<CheckReport, 'verdict' | 'reason'> {
  const most = mayFail(limit);
  const wanted = `${limit.threshold.operator} ${figure(limit.metric, limit.threshold.value)} wanted`;
  const said = `${limit.name}: ${canary.words(names.canary)}, ${wanted}`;
  const isOver = most === 0 ? canary.total.failed > 0 : lnOver(kept.canary) >= Math.log(strictness.falseRollbacks);
  const isStableOver = most === 0 ? stable.total.failed > 0 : lnOver(kept.stable) >= lnSuspicion;
  if (isOver && isStableOver)
    return { verdict: 'inconclusive', reason: `${said}, but ${stable.words(names.stable ?? 'stable')}, too` };
  if (isOver) return { verdict: 'fail', reason: `${said}${surely(most, strictness)}` };
  if (lnOver(kept.canary) >= lnSuspicion)
    return { verdict: 'inconclusive', reason: `${said}: more requests will tell` };
  const allowed = limitAt(next / 100, most, strictness.addedFailures);
  const lnEnough = Math.log(strictness.wrongRaises);
  if (lnBelow(allowed, canary.total) >= lnEnough) return { verdict: 'pass', reason: said };
  const missing = requestsMissing(allowed, canary.total, { wanted: lnEnough }).toLocaleString('en-US');
  return { verdict: 'inconclusive', reason: `${said}: about ${missing} more requests will tell` };
}

const surely = (most: number, { falseRollbacks }: Strictness): string =>
  most === 0
    ? ''
    : `; one that keeps it would look so in fewer than 1 of ${falseRollbacks.toLocaleString('en-US')} releases`;
