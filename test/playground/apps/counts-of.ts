import type { Counts, StreamCounts } from '../../../playground/apps/program/users/counts.js';
import { ask } from './ask.js';
import type { StartedApp } from './started.js';

/** What the users say they got. */
export async function countsOf({ control }: StartedApp): Promise<Counts> {
  const counts: Counts = JSON.parse((await ask(`${control}/counts`)).text);
  return counts;
}

/** What the users of the stream named `one` got. */
export async function countsOfOne(users: StartedApp): Promise<StreamCounts> {
  const found = (await countsOf(users)).streams['one'];
  if (found === undefined) throw new Error('there are no counts of the stream "one"');
  return found;
}
