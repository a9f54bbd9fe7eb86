import { latency } from '../../domain/load-verdict.js';
import type { LoadTest } from '../../domain/release-spec.js';
import type { LoadProgress } from './prober.js';

/** How long a batch may take, by what was measured so far: what is not stopped goes on no longer than this. */
const batchMs = 3000;
/** How many requests a batch has at most, unless more are sent at once. */
const most = 100;

/** How many requests the next batch has: at first no more than are sent at once, then as many as are over in three seconds. */
export function batchSize(test: LoadTest, { sent, byMilliseconds }: LoadProgress): number {
  const left = test.requests - sent;
  const slowest = sent === 0 ? batchMs : Math.max(1, latency(byMilliseconds, 1));
  const rounds = Math.max(1, Math.floor(batchMs / slowest));
  return Math.min(left, Math.max(test.concurrency, Math.min(most, rounds * test.concurrency)));
}
