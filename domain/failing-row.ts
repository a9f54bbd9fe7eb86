import type { Judgement, QueryCheck } from './check.js';

/** How many windows have failed in a row, and when the last of them was judged, in milliseconds since 1970. */
export interface FailingRow {
  readonly failed: number;
  readonly at: number;
}

/** Before any window has failed. */
export const noneFailed: FailingRow = { failed: 0, at: -Infinity };

/**
 * The row after one more window, which ends at `at`. One that overlaps the last failed one says the same again, and does not
 * count. A pass ends the row; a window that tells nothing does not.
 */
export function rowAfter(
  row: FailingRow,
  { at, verdict }: { at: number } & Pick<Judgement, 'verdict'>,
  { windowMs }: Pick<QueryCheck, 'windowMs'>,
): FailingRow {
  if (verdict === 'pass') return noneFailed;
  return verdict === 'fail' && at >= row.at + windowMs ? { failed: row.failed + 1, at } : row;
}

/** What the last window means by the row that it is in: a failure fails the check when there are enough of them. */
export function inRow(
  judgement: Judgement,
  { failed }: FailingRow,
  { failures }: Pick<QueryCheck, 'failures'>,
): Judgement {
  if (judgement.verdict !== 'fail' || failed >= failures) return judgement;
  return { verdict: 'inconclusive', reason: `${judgement.reason}: ${failed} of ${failures} windows in a row` };
}
