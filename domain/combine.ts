import type { Verdict } from './check.js';
import type { Opinion } from './judgement/opinion.js';
import type { Judging } from './judgement/strictness.js';
import { showShare } from './share.js';
import type { CheckReport, ForeignEdit, ShareReport, WatchReport } from './watch-report.js';

/** All that one look found. */
export interface Seen {
  at: number;
  checks: CheckReport[];
  share: ShareReport;
  opinion?: Opinion;
  pods: { ready: number; needed: number };
  foreign?: ForeignEdit;
  /** What could not be asked, in words. */
  unknown: string[];
}

/** One verdict of all that was seen: the worst of it, and the sentence that says why. The judge counts where it `act`s. */
export function combine({ unknown, ...seen }: Seen, mode: Judging['mode'] = 'observe'): WatchReport {
  const { verdict, reason } = worst(seen, { unknown, opinion: mode === 'act' ? seen.opinion : undefined });
  return { ...seen, verdict, reason };
}

function worst(
  { checks, share, pods, foreign }: Omit<Seen, 'unknown' | 'opinion'>,
  { unknown, opinion }: { unknown: string[]; opinion: Opinion | undefined },
): { verdict: Verdict; reason: string } {
  if (pods.ready < pods.needed && !foreign?.replaced)
    return { verdict: 'fail', reason: `${pods.ready} pods of the canary are ready, its weight needs ${pods.needed}` };
  const failing = [
    ...(opinion?.verdict === 'harmful' ? [opinion.reason] : []),
    ...checks.filter(({ verdict }) => verdict === 'fail').map(({ reason }) => reason),
  ];
  if (failing.length > 0) return { verdict: 'fail', reason: failing.join('; ') };
  const wanting = [
    ...(foreign ? [showEdit(foreign)] : []),
    ...unknown,
    ...(opinion?.verdict === 'not yet known' ? [opinion.reason] : []),
    ...checks.filter(({ verdict }) => verdict === 'inconclusive').map(({ reason }) => reason),
    ...(share.reached === 'yes' ? [] : [showShare(share)]),
  ];
  if (wanting.length > 0) return { verdict: 'inconclusive', reason: wanting.join('; ') };
  const good = [...(opinion ? [opinion.reason] : []), ...checks.map(({ reason }) => reason), showShare(share)];
  return { verdict: 'pass', reason: good.join('; ') };
}

const showEdit = ({ by, what, replaced }: ForeignEdit) => (replaced ? what : `edited by ${by}: ${what}`);
