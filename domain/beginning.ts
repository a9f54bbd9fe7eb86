import { noted } from './journal.js';
import { mended } from './mended.js';
import type { ReleaseInput } from './message.js';
import { firstState, type ReleaseState } from './release-state.js';
import { retried } from './retry.js';
import { queued } from './turn.js';

/** The state that a release's workflow begins with: anew, where the run before has ended, or to take back another's work. */
export function beginning(input: ReleaseInput, own: Pick<ReleaseState, 'release' | 'since'>): ReleaseState {
  const { text, by, override, reason = '', retry, intent, state } = input;
  if (state) return intent === 'mend' ? mended(state, own, input) : state;
  const first = firstState(own.release, own.since, text, override ? { by, reason } : undefined);
  const told = retry ? retried(first, retry, by) : begun(first, by);
  return input.queued ? queued(told) : told;
}

/** With who began it; where a freeze is overridden, that says so. */
function begun(state: ReleaseState, by: string): ReleaseState {
  return state.override ? state : noted(state, { at: state.since, by, what: 'begin' });
}
