import { setTimeout as sleep } from 'node:timers/promises';
import type { Conducted } from '../activity.js';

/** How long a look lets others go first, at most. */
const patienceMs = 1000;
const everyMs = 50;

/** The takings-back that this worker carries out. When many releases are aborted at once, looks let them go first. */
export class TakingsBack {
  #running = 0;

  /** The shift, counted while it takes all users from a canary. */
  counted(shift: Conducted<'shift'>): Conducted<'shift'> {
    return async (input, conduct) => {
      if (input.act.weight > 0 || !input.act.overwrite) return shift(input, conduct);
      this.#running += 1;
      try {
        return await shift(input, conduct);
      } finally {
        this.#running -= 1;
      }
    };
  }

  /** Waits until there are none, at most a second. @throws when the signal ends it. */
  readonly goFirst = async (signal: AbortSignal): Promise<void> => {
    const patient = Date.now() + patienceMs;
    while (this.#running > 0 && Date.now() < patient) await sleep(everyMs, undefined, { signal });
  };
}
