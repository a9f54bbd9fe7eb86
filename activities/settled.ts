import { setTimeout as sleep } from 'node:timers/promises';
import { Trouble } from './trouble.js';

/** How often it is asked, and for how long. */
interface Patience {
  everyMs: number;
  limitMs: number;
}

/**
 * Asks until nothing is waited for any more; `waits` answers what is, as a sentence. @throws Trouble `Unavailable`, with
 * that sentence, when it takes longer than `limitMs`.
 */
export async function settled(
  waits: () => Promise<string | undefined>,
  { everyMs, limitMs }: Patience,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const why = await waits();
    if (why === undefined) return;
    if (Date.now() >= deadline) throw new Trouble('Unavailable', why);
    await sleep(everyMs, undefined, { signal });
  }
}
