import type { Judgement, QueryCheck, WindowSeen } from '../../domain/check.js';
import { type FailingRow, inRow, noneFailed, rowAfter } from '../../domain/failing-row.js';
import { judgeWindow } from '../../domain/judge-window.js';
import type { CheckReport } from '../../domain/watch-report.js';
import { type Asked, windowOf } from '../metrics/window-of.js';
import { Trouble } from '../trouble.js';

/** The query as of now. The first look asks for the windows before it, too: of those that failed in a row nobody else keeps count. */
export async function queryReport(
  check: QueryCheck,
  rows: Map<QueryCheck, FailingRow>,
  asked: Asked,
): Promise<CheckReport> {
  const before = rows.get(check) ?? (await earlier(check, asked));
  const { judgement, figures } = await judgementOf(check, asked);
  const row = rowAfter(before, { at: asked.at.getTime(), verdict: judgement.verdict }, check);
  rows.set(check, row);
  return { name: check.name, ...inRow(judgement, row, check), ...figures };
}

async function earlier(check: QueryCheck, { at, ...asked }: Asked): Promise<FailingRow> {
  const ends = Array.from(
    { length: check.failures - 1 },
    (_, index) => at.getTime() - (check.failures - 1 - index) * check.windowMs,
  ).filter((end) => end > asked.from);
  const found = await Promise.all(ends.map((end) => judgementOf(check, { ...asked, at: new Date(end) })));
  return found.reduce<FailingRow>(
    (row, { judgement: { verdict } }, index) => rowAfter(row, { at: ends[index] ?? 0, verdict }, check),
    noneFailed,
  );
}

async function judgementOf(check: QueryCheck, asked: Asked) {
  try {
    const seen = await windowOf(check, asked);
    return { judgement: judgeWindow(check, seen), figures: figuresOf(seen) };
  } catch (cause) {
    if (asked.signal.aborted || !(cause instanceof Trouble)) throw cause;
    const judgement: Judgement = { verdict: 'inconclusive', reason: `${check.name}: ${cause.message}` };
    return { judgement, figures: {} };
  }
}

function figuresOf({ canary, stable, requests }: WindowSeen): Pick<CheckReport, 'canary' | 'stable' | 'requests'> {
  return {
    ...(canary.kind === 'number' ? { canary: canary.value } : {}),
    ...(stable?.kind === 'number' ? { stable: stable.value } : {}),
    ...(requests === undefined ? {} : { requests }),
  };
}
