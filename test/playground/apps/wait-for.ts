import { jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';

/** Against hanging alone, in seconds. */
const patience = 100;
jest.setTimeout(3 * patience * 1000); // its own message says more than jest's

/** Asks again and again until the answer is neither undefined nor false; rejects when that takes far too long. */
export async function waitFor<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + patience * 1000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(20);
  }
  throw new Error(`waited ${patience} s in vain until ${what}`);
}
