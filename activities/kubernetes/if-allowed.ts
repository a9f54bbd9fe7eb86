import { Trouble } from '../trouble.js';

/** What was read; undefined where the account may not, or the cluster has no such kind. */
export async function ifAllowed<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  return reading.catch((cause: unknown) => {
    if (cause instanceof Trouble && ['Forbidden', 'NotFound'].includes(cause.type)) return undefined;
    throw cause;
  });
}
