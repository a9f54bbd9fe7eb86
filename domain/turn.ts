import { enter, rollBack } from './enter.js';
import { decided } from './journal.js';
import type { Next } from './release-event.js';
import { firstStages, type ReleaseState } from './release-state.js';
import { stay } from './run.js';

/** The state of a release that waits for its turn; nothing is read or touched before. */
export function queued(state: ReleaseState): ReleaseState {
  return { ...state, stages: [{ kind: 'turn', phase: 'queued' }], cursor: 0 };
}

/**
 * Its turn has come. Only now it begins: whoever had the service while it waited has later fences than when it was asked
 * for.
 */
export function takeTurn(state: ReleaseState, at: number): Next {
  if (state.stages[state.cursor]?.kind !== 'turn') return stay(state);
  return enter({ ...decided(state, at, 'its turn has come'), since: at, stages: firstStages, cursor: 0 }, at);
}

/** The service that would give it its turn was ended by force: nobody ever will. Nothing was touched. */
export function loseTurn(state: ReleaseState, service: string, at: number): Next {
  if (state.stages[state.cursor]?.kind !== 'turn') return stay(state);
  const reason = `${service} was ended by force, and the queue with it; release it again`;
  return rollBack(state, { kind: 'aborted', by: 'temporal', reason }, at);
}
