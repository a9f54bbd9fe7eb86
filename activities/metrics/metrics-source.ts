import type { Sample } from '../../domain/check.js';
import type { RawSeries } from '../../domain/judgement/growth.js';

/** Where figures come from. What is asked for at once, as of the same `at`, may be asked in one. */
export interface MetricsSource {
  /**
   * Runs one query of ours as of `at`. No number is an answer, too.
   * @throws Trouble: `InvalidSpec` for a query that cannot be run, `Forbidden`, `Throttled`, `Unavailable`.
   */
  sample(query: string, at: Date, signal: AbortSignal): Promise<Sample>;
  /**
   * What was scraped of our counters: of a range selector every sample with its time, of any other query the values as of
   * `at`. The same trouble as with `sample`.
   */
  scraped(query: string, at: Date, signal: AbortSignal): Promise<RawSeries[]>;
  /**
   * `sample` for a query that a person has written, by itself: what is wrong with it is no other's trouble. One that
   * Prometheus itself doubts cannot be run, either: `InvalidSpec`.
   */
  sampleOwn(query: string, at: Date, signal: AbortSignal): Promise<Sample>;
}
