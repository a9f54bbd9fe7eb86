import type { Sample } from '../../domain/check.js';

/** Where figures come from. */
export interface MetricsSource {
  /**
   * Runs one query as of `at`. No number is an answer, too.
   * @throws Trouble: `InvalidSpec` for a query that cannot be run, `Forbidden`, `Throttled`, `Unavailable`.
   */
  sample(query: string, at: Date, signal: AbortSignal): Promise<Sample>;
}
