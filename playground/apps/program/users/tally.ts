import type { Counts } from './counts.js';
import type { Got } from './got.js';
import { StreamTally } from './stream-tally.js';
import type { UsersMetrics } from './users-metrics.js';

/** Counts what all users get, for /counts and for the metrics alike. Counts of removed streams stay until a reset. */
export class Tally {
  readonly #metrics: UsersMetrics;
  #since = new Date();
  #streams = new Map<string, StreamTally>();

  constructor(metrics: UsersMetrics) {
    this.#metrics = metrics;
  }

  got(stream: string, got: Got): void {
    this.of(stream).got(got);
    this.#metrics.got(stream, got);
  }

  dropped(stream: string, count: number): void {
    this.of(stream).dropped(count);
    this.#metrics.dropped(stream, count);
  }

  connected(stream: string): void {
    this.of(stream).connected();
  }

  /** The tally of one stream; makes it known, so that it shows in the counts before its first request. */
  of(stream: string): StreamTally {
    const known = this.#streams.get(stream) ?? new StreamTally();
    this.#streams.set(stream, known);
    return known;
  }

  counts(): Counts {
    const streams = [...this.#streams].map(([name, tally]) => [name, tally.counts()] as const);
    return { since: this.#since.toISOString(), streams: Object.fromEntries(streams) };
  }

  /** Starts counting anew. The metrics go on: Prometheus counters never go back. */
  reset(): void {
    this.#since = new Date();
    this.#streams = new Map();
  }
}
