import type { Sample } from '../../domain/check.js';

/** Where figures come from. What is asked for at once, as of the same `at`, may be asked in one. */
export interface MetricsSource {
  /**
   * Runs one query of ours as of `at`. No number is an answer, too.
   * @throws Trouble: `InvalidSpec` for a query that cannot be run, `Forbidden`, `Throttled`, `Unavailable`.
   */
  sample(query: string, at: Date, signal: AbortSignal): Promise<Sample>;
  /** The same for a query of one number for each value of `label`; values that are no numbers are left out. */
  sampleBy(query: string, label: string, at: Date, signal: AbortSignal): Promise<Record<string, number>>;
  /** The same for a query that a person has written, by itself: what is wrong with it is no other's trouble. */
  sampleOwn(query: string, at: Date, signal: AbortSignal): Promise<Sample>;
}
