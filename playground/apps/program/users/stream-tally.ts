import type { StreamCounts } from './counts.js';
import type { Got } from './got.js';
import { LatencyDigest } from './latency-digest.js';

/** Counts what the users of one stream get. */
export class StreamTally {
  readonly #byStatus = new Map<string, number>();
  readonly #byVersion = new Map<string, number>();
  readonly #byServedBy = new Map<string, number>();
  readonly #latency = new LatencyDigest();
  #requests = 0;
  #failed = 0;
  #dropped = 0;
  #connections = 0;

  got(got: Got): void {
    this.#requests += 1;
    if (got.failed) this.#failed += 1;
    addOne(this.#byStatus, got.status);
    addOne(this.#byVersion, got.version);
    addOne(this.#byServedBy, got.servedBy);
    if (got.milliseconds !== undefined) this.#latency.record(got.milliseconds);
  }

  dropped(count: number): void {
    this.#dropped += count;
  }

  connected(): void {
    this.#connections += 1;
  }

  counts(): StreamCounts {
    const latency = this.#latency;
    return {
      requests: this.#requests,
      failed: this.#failed,
      dropped: this.#dropped,
      connections: this.#connections,
      byStatus: Object.fromEntries(this.#byStatus),
      byVersion: Object.fromEntries(this.#byVersion),
      byServedBy: Object.fromEntries(this.#byServedBy),
      latencyMs: { p50: latency.percentile(0.5), p99: latency.percentile(0.99), max: latency.max },
    };
  }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
