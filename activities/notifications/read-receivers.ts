import { readFileSync } from 'node:fs';
import { parseReceivers, type Receivers } from '../../spec/receivers.js';

/** Reads the receivers' file, or tells what is wrong with it; nothing of what stands in it is repeated. */
export function readReceivers(file: string): { receivers: Receivers } | { problems: string[] } {
  try {
    return parseReceivers(readFileSync(file, 'utf8'));
  } catch (cause) {
    const code =
      typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no reason known';
    return { problems: [`${file} cannot be read (${code})`] };
  }
}
