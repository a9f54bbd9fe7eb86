import { setTimeout as sleep } from 'node:timers/promises';
import { isTakingBack } from '../../domain/act.js';
import type { Conducted } from '../activity.js';

/** How long a look lets others go first, at most. */
const patienceMs = 1000;
/** When none has begun for so long, no more are taken to come. */
const quietMs = 200;
/** How long after its own beginning one is told of in any case. */
const toldWithinMs = 2000;
const everyMs = 50;

/** The takings-back that this worker carries out. When many releases are aborted at once, all else lets them go first. */
export class TakingsBack {
  #running = 0;
  #begunAt = -Infinity;

  /**
   * The shift, counted while it takes all users from a canary. What follows one costs the release six workflow tasks, so it is
   * told only when no other begins any more; within a workflow task, which would be kept open for it, at once.
   */
  counted(shift: Conducted<'shift'>): Conducted<'shift'> {
    return async (input, conduct) => {
      if (!isTakingBack(input.act)) return shift(input, conduct);
      const begun = Date.now();
      this.#begunAt = begun;
      this.#running += 1;
      const found = await shift(input, conduct).finally(() => {
        this.#running -= 1;
      });
      if (!conduct.isWithin) await this.#quiet(begun + toldWithinMs);
      return found;
    };
  }

  /** Waits until there are none, and no more come, at most a second. @throws when the signal ends it. */
  readonly goFirst = async (signal: AbortSignal): Promise<void> => {
    const patient = Date.now() + patienceMs;
    const isBusy = () => this.#running > 0 || Date.now() < this.#begunAt + quietMs;
    while (isBusy() && Date.now() < patient) await sleep(everyMs, undefined, { signal });
  };

  async #quiet(latest: number): Promise<void> {
    for (;;) {
      const left = Math.min(this.#begunAt + quietMs, latest) - Date.now();
      if (left <= 0) return;
      await sleep(left);
    }
  }
}
