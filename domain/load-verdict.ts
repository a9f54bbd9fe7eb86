import type { Finding } from './act.js';
import type { LoadTest } from './release-spec.js';

/** What a load test has counted so far. */
export interface LoadCounts {
  sent: number;
  /** How many answers had each status; "0": no answer. */
  byStatus: Record<string, number>;
  /** How many requests took so many whole milliseconds. */
  byMilliseconds: Record<string, number>;
}

/**
 * What the load test shows. Failed is whatever is not answered by 2xx or 3xx. Undefined: it is not at its end, and not yet
 * lost. Lost it is as soon as more requests have failed than may in the whole test.
 */
export function loadVerdict(
  test: LoadTest,
  counts: LoadCounts,
): Extract<Finding, { kind: 'done' | 'bad' }> | undefined {
  const failed = failedOf(counts.byStatus);
  const tooMany = failed > test.maxFailed * test.requests;
  if (tooMany) return bad(counts, `${failed} of ${counts.sent} failed, at most ${percent(test.maxFailed)} may`);
  if (counts.sent < test.requests) return undefined;
  const p99 = latency(counts.byMilliseconds, 0.99);
  if (test.maxP99Ms !== undefined && p99 > test.maxP99Ms)
    return bad(counts, `the p99 is ${p99} ms, at most ${test.maxP99Ms} ms are wanted`);
  return { kind: 'done', detail: summary(counts) };
}

/**
 * The time in milliseconds within which that ratio (above 0, at most 1) of the requests was over: the nearest rank, a time
 * that was measured. 0 when there was none.
 */
export function latency(byMilliseconds: Record<string, number>, ratio: number): number {
  const sorted = Object.entries(byMilliseconds)
    .map(([time, count]) => ({ time: Number(time), count }))
    .toSorted((a, b) => a.time - b.time);
  const rank = Math.ceil(ratio * sorted.reduce((sum, { count }) => sum + count, 0) - 1e-9);
  let seen = 0;
  for (const { time, count } of sorted) {
    seen += count;
    if (seen >= rank) return time;
  }
  return 0;
}

/** Such as `500 requests: 498 × 200, 2 × 503; p50 4 ms, p99 21 ms`. */
export function summary({ sent, byStatus, byMilliseconds }: LoadCounts): string {
  const statuses = Object.entries(byStatus).map(
    ([status, count]) => `${count} × ${status === '0' ? 'no answer' : status}`,
  );
  const times = `p50 ${latency(byMilliseconds, 0.5)} ms, p99 ${latency(byMilliseconds, 0.99)} ms`;
  return `${sent} requests: ${statuses.join(', ') || 'none'}; ${times}`;
}

function bad(counts: LoadCounts, why: string): Extract<Finding, { kind: 'bad' }> {
  return { kind: 'bad', why: `load test: ${why} (${summary(counts)})` };
}

function failedOf(byStatus: Record<string, number>): number {
  return Object.entries(byStatus).reduce((sum, [status, count]) => (/^[23]/.test(status) ? sum : sum + count), 0);
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(3))} %`;
}
