import type { Behaviour } from './behaviour.js';
import { ExactRate } from './exact-rate.js';

/** What to do to one request. */
export interface Verdict {
  delayMs: number;
  fail: boolean;
  wrong: boolean;
  /** The process has to end once this request is answered. */
  crash: boolean;
}

/** Decides for each request what goes wrong with it, by a Behaviour that can change at run time. */
export class Misbehaviour {
  #behaviour: Behaviour;
  #errors: ExactRate;
  #slow: ExactRate;
  #requests = 0;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#errors = new ExactRate(behaviour.errorRate);
    this.#slow = new ExactRate(behaviour.latencyRate);
  }

  get behaviour(): Readonly<Behaviour> {
    return this.#behaviour;
  }

  /** Takes over checked changes. Each setting that is named starts counting its requests anew. */
  change(changes: Partial<Behaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...changes };
    if (changes.errorRate !== undefined) this.#errors = new ExactRate(changes.errorRate);
    if (changes.latencyRate !== undefined) this.#slow = new ExactRate(changes.latencyRate);
    if (changes.crashAfter !== undefined) this.#requests = 0;
  }

  /** Counts one request and says what is to happen to it. */
  next(): Verdict {
    const { latencyMs, wrongAnswer, crashAfter } = this.#behaviour;
    this.#requests += 1;
    return {
      delayMs: this.#slow.pick() ? latencyMs : 0,
      fail: this.#errors.pick(),
      wrong: wrongAnswer,
      crash: crashAfter > 0 && this.#requests >= crashAfter,
    };
  }
}
