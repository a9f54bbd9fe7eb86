// Each bucket ends 2 % above the one before: from 0.1 ms to 2 minutes in some 700 of them.
const smallestMs = 0.1;
const growth = 1.02;
const bucketCount = 708;

/** Keeps percentiles of any number of durations in little memory. */
export class LatencyDigest {
  readonly #buckets = new Uint32Array(bucketCount);
  #count = 0;
  #max = 0;

  /** Adds one duration in milliseconds. */
  record(milliseconds: number): void {
    const steps = Math.ceil(Math.log(milliseconds / smallestMs) / Math.log(growth));
    const bucket = Math.min(Math.max(steps, 0), bucketCount - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, milliseconds);
  }

  /** The longest duration so far, exact; null when there is none. */
  get max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** The duration that a share (0 to 1) of them do not exceed: at most 2 % too long; null when there is none. */
  percentile(share: number): number | null {
    const wanted = Math.max(1, Math.ceil(this.#count * share));
    let seen = 0;
    for (const [index, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= wanted) return Math.min(smallestMs * growth ** index, this.#max);
    }
    return null;
  }
}
