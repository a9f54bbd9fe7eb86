// Sums such as 10 * 0.1 fall a hair short of the whole number they stand for.
const hair = 1e-9;

/**
 * Picks a share of events without chance: after N events, exactly floor(N * rate) were picked, evenly spread. With
 * rate 0.1 that is every tenth event, the tenth being the first. So a test can count.
 */
export class ExactRate {
  readonly #rate: number;
  #events = 0;

  /** `rate` from 0 (never) to 1 (every event). */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Counts one event and says whether it is picked. */
  pick(): boolean {
    const before = Math.floor(this.#events * this.#rate + hair);
    this.#events += 1;
    return Math.floor(this.#events * this.#rate + hair) > before;
  }
}
