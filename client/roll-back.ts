import { mendUpdate } from '../domain/message.js';
import { whyNotMended } from '../domain/mended.js';
import { hasTouched } from '../domain/queue.js';
import { phaseOf } from '../domain/release-state.js';
import { Refused } from './errors.js';
import type { ReleaseHandle } from './release-handle.js';
import type { ServiceHandle } from './service-handle.js';

interface Wish {
  /** `namespace/service`. */
  name: string;
  by: string;
  reason: string;
}

/** Has the last release of a service taken back, and answers the id of what does it. @throws Refused when there is none. */
export async function rollBack(
  service: ServiceHandle,
  handle: (release: string) => ReleaseHandle,
  { name, by, reason }: Wish,
): Promise<string> {
  const { holder, last } = await service.holder();
  if (holder !== undefined) return abortPromoted(handle(holder), { name, by, reason });
  const left = last.find(hasTouched);
  if (!left) throw nothing(`there was no release of ${name}`);
  const isLeft = left.outcome === 'ended by force' || left.outcome === 'released';
  if (!isLeft) throw nothing(`${left.release} has ended: ${left.outcome}`);
  const state = await handle(left.release).lastState();
  const why = whyNotMended(state);
  if (why !== undefined) throw nothing(why);
  const { release } = await service.begin(mendUpdate, { by, ...(reason === '' ? {} : { reason }), state });
  return release;
}

/** While a promoted release bakes, its own way back is the shortest: one weight change. */
async function abortPromoted(release: ReleaseHandle, { name, by, reason }: Wish): Promise<string> {
  const isPromoted = ['bake', 'decommission'].includes(phaseOf(await release.state()));
  if (!isPromoted) throw new Refused('busy', `${release.id} is running; sluice abort ${name} takes it back`);
  await release.abort({ by, reason: reason === '' ? 'rollback' : reason });
  return release.id;
}

function nothing(why: string): Refused {
  return new Refused('not-now', `Nothing is left behind to be taken back: ${why}`);
}
