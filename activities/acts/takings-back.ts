import { setTimeout as sleep } from 'node:timers/promises';
import type { Conducted } from '../activity.js';

/** How long a look lets others go first, at most. */
const patienceMs = 1000;
/** How long no other may have begun until one is told of, and how long after its own beginning it is told in any case. */
const [quietMs, toldWithinMs] = [200, 2000];
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
      if (input.act.weight > 0 || !input.act.overwrite) return shift(input, conduct);
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

  /** Waits until there are none, at most a second. @throws when the signal ends it. */
  readonly goFirst = async (signal: AbortSignal): Promise<void> => {
    const patient = Date.now() + patienceMs;
    while (this.#running > 0 && Date.now() < patient) await sleep(everyMs, undefined, { signal });
  };

  async #quiet(latest: number): Promise<void> {
    for (;;) {
      const left = Math.min(this.#begunAt + quietMs, latest) - Date.now();
      if (left <= 0) return;
      await sleep(left);
    }
  }
}
