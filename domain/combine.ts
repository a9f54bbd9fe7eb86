import type { Verdict } from './check.js';
import type { Opinion } from './judgement/opinion.js';
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

/** One verdict of all that was seen: the worst of it, and the sentence that says why. */
export function combine({ unknown, ...seen }: Seen): WatchReport {
  const { verdict, reason } = worst(seen, unknown);
  return { ...seen, verdict, reason };
}

function worst(seen: Omit<Seen, 'unknown'>, unknown: string[]): { verdict: Verdict; reason: string } {
  const { checks, share, pods, foreign } = seen;
  if (pods.ready < pods.needed && !foreign?.replaced)
    return { verdict: 'fail', reason: `${pods.ready} pods of the canary are ready, its weight needs ${pods.needed}` };
  const failing = checks.filter(({ verdict }) => verdict === 'fail');
  if (failing.length > 0) return { verdict: 'fail', reason: listed(failing) };
  const wanting = [
    ...(foreign ? [showEdit(foreign)] : []),
    ...unknown,
    ...checks.filter(({ verdict }) => verdict === 'inconclusive').map(({ reason }) => reason),
    ...(share.reached === 'yes' ? [] : [showShare(share)]),
  ];
  if (wanting.length > 0) return { verdict: 'inconclusive', reason: wanting.join('; ') };
  return { verdict: 'pass', reason: [...checks.map(({ reason }) => reason), showShare(share)].join('; ') };
}

const showEdit = ({ by, what, replaced }: ForeignEdit) => (replaced ? what : `edited by ${by}: ${what}`);

const listed = (checks: CheckReport[]) => checks.map(({ reason }) => reason).join('; ');
