import type { Holder, Past, StartRequest } from '../domain/message.js';
import { endedByForce } from '../domain/queue.js';
import type { ReleaseState } from '../domain/release-state.js';
import { provedWeight, whyNotRetried } from '../domain/retry.js';
import { Refused } from './errors.js';
import type { ReleaseHandle } from './release-handle.js';

/** What is asked for when the last release of a service is tried again. @throws Refused when it cannot be. */
export async function requestToRetry(
  { last }: Holder,
  handle: (release: string) => ReleaseHandle,
  { name, fromFailedStep }: { name: string; fromFailedStep: boolean },
): Promise<Omit<StartRequest, 'by'>> {
  const [past] = last;
  if (!past) throw new Refused('not-now', `No release of ${name} has ended yet: there is nothing to try again`);
  const left = endedByForce(last);
  if (left !== undefined)
    throw new Refused('not-now', `${left} was ended by force: sluice rollback ${name} takes it back first`);
  const state = await handle(past.release).lastState();
  const why = whyNotRetried(state);
  if (why !== undefined) throw new Refused('not-now', why);
  const from = fromFailedStep ? weightToBeginFrom(state) : undefined;
  const retry = { of: past.release, ...(from === undefined ? {} : { from }) };
  return { text: state.text, version: versionOf(state, past), retry };
}

function weightToBeginFrom(state: ReleaseState): number {
  const from = provedWeight(state);
  if (from !== undefined) return from;
  const highest = state.highestWeight === 0 ? 'it had no users' : `it came to ${state.highestWeight} %`;
  throw new Refused(
    'not-now',
    `No weight of ${state.release} had passed before the one that failed (${highest}): retry it without --from-failed-step, from the start`,
  );
}

function versionOf({ plan }: ReleaseState, past: Past): string {
  return plan?.canary.version ?? past.version;
}
