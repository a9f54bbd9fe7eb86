/** What a Pacer tells. */
export interface PacerEvents {
  /** One request is due now. */
  due: () => void;
  /** So many requests were due more than a second ago, while this process was held up; they will not be sent. */
  missed: (count: number) => void;
}

// setTimeout cannot wait longer; with the lowest rates there is more than one wait.
const longestWaitMs = 60_000;
const catchUpMs = 1000;

/** Says when requests are due: evenly by the clock, whatever became of the earlier ones. */
export class Pacer {
  readonly #events: PacerEvents;
  readonly #now: () => number;
  #rate = 0;
  #origin = 0;
  #issued = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `now` is a clock in milliseconds that never goes back. Nothing is due until a rate is set. */
  constructor(events: PacerEvents, now: () => number = () => performance.now()) {
    this.#events = events;
    this.#now = now;
  }

  /** Requests a second from now on, the first at once; 0 stops. */
  setRate(ratePerSecond: number): void {
    clearTimeout(this.#timer);
    this.#rate = ratePerSecond;
    this.#origin = this.#now();
    this.#issued = 0;
    if (ratePerSecond > 0) this.#tick();
  }

  #tick(): void {
    const behind = this.#dueBy(this.#now()) - this.#issued;
    const kept = Math.min(behind, Math.max(1, Math.ceil((this.#rate * catchUpMs) / 1000)));
    this.#issued += behind;
    if (behind > kept) this.#events.missed(behind - kept);
    for (let count = 0; count < kept; count += 1) this.#events.due();
    const wait = this.#origin + (this.#issued * 1000) / this.#rate - this.#now();
    this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(wait, 1), longestWaitMs));
  }

  /** How many requests fall due from the origin up to `time`; the first falls due at the origin itself. */
  #dueBy(time: number): number {
    return Math.floor(((time - this.#origin) * this.#rate) / 1000) + 1;
  }
}
