import { z } from 'zod';
import { wanted } from './wanted.js';

/** A whole number from `least` to `most`, of that what. */
export function whole(what: string, { least, most }: { least: number; most: number }) {
  const expected = `expected ${what} from ${least} to ${most}`;
  return z.int(wanted(expected)).min(least, expected).max(most, expected);
}
