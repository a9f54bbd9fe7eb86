import type { Act } from './act.js';
import type { Next } from './release-event.js';
import type { ReleaseState } from './release-state.js';

/** Begins an act, in place of whatever runs: every act has an epoch of its own, above all before it. */
export function run(state: ReleaseState, act: Act): Next {
  const id = state.epoch + 1;
  const effect = { kind: 'act' as const, id, act, attempt: state.trouble?.attempts ?? 0 };
  return { state: { ...state, epoch: id, running: { kind: 'act', id, act } }, effects: [effect] };
}

/** Waits, in place of whatever runs. */
export function wait(state: ReleaseState, ms: number): Next {
  const id = state.epoch + 1;
  return { state: { ...state, epoch: id, running: { kind: 'wait', id } }, effects: [{ kind: 'wait', id, ms }] };
}

/** Nothing runs until a person says so. */
export function rest(state: ReleaseState): Next {
  return { state: without(state, 'running'), effects: [{ kind: 'stop' }] };
}

/** Nothing follows. */
export function stay(state: ReleaseState): Next {
  return { state, effects: [] };
}

type Optional = 'running' | 'hold' | 'paused' | 'question' | 'trouble' | 'cause' | 'frozen' | 'override';

/** The state with these taken out. */
export function without(state: ReleaseState, ...names: Optional[]): ReleaseState {
  const copy = { ...state };
  for (const name of names) delete copy[name];
  return copy;
}
