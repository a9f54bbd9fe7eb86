import { jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';

// On a busy machine a test may take longer than the 5 s of jest, and its own message says more than jest's.
jest.setTimeout(30_000);

/** Asks again and again until the answer is neither undefined nor false; rejects after 8 seconds. */
export async function waitFor<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + 8000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(20);
  }
  throw new Error(`waited 8 s in vain until ${what}`);
}
