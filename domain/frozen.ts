import type { Act } from './act.js';
import { type Frozen, showFrozen } from './freeze.js';
import { decided } from './journal.js';
import type { Next } from './release-event.js';
import type { ReleaseState } from './release-state.js';
import { run, without } from './run.js';
import { guard, stopped, watchHold } from './watching.js';

/** How long a freeze is believed that somebody may lift before its time, or that nobody can say the end of. */
const believedMs = 600_000;
/** The clock that found the freeze may be behind the workflow's own. */
const leastMs = 1000;

/** The weight may not rise now: it stands still, guarded, until the freeze may be over. */
export function freeze(before: ReleaseState, { act, frozen }: { act: Act; frozen: Frozen }, at: number): Next {
  const { until, why } = frozen;
  const isFinal = until !== undefined && before.spec?.freeze?.shared.length === 0;
  const tryAt = Math.max(at + leastMs, isFinal ? until : Math.min(until ?? Infinity, at + believedMs));
  const state = stopped(without(before, 'trouble', 'frozen'), at);
  const isKnown = before.frozen?.why === why && before.frozen.until === until;
  const told = isKnown ? state : decided(state, at, showFrozen(frozen));
  const since = before.frozen?.since ?? at;
  const ends = until === undefined ? {} : { until };
  const putBack = act.kind === 'shift' && act.overwrite ? { putBack: true as const } : {};
  return standStill({ ...told, frozen: { why, ...ends, since, tryAt, ...putBack } }, at, tryAt);
}

/**
 * Waits in the freeze, or, once it may be over, tries again what it held back; undefined: that is the stage's own act. The
 * evidence from before the freeze is old: where there is none now, it is asked for first.
 */
export function inFreeze(state: ReleaseState, at: number): Next | undefined {
  const { frozen } = state;
  if (!frozen) return undefined;
  if (at < frozen.tryAt) return standStill(state, at, frozen.tryAt);
  if (frozen.putBack) return writeAgain(state);
  return state.weight > 0 && state.report?.verdict !== 'pass' ? lookAgain(state, at) : undefined;
}

/** Holds once more before the stage, for as long as it takes to look. */
function lookAgain(state: ReleaseState, at: number): Next {
  const { cursor, stages } = state;
  const phase = stages[cursor]?.phase ?? 'steps';
  const held = { ...without(state, 'frozen'), stages: stages.toSpliced(cursor, 0, { kind: 'hold', phase, ms: 0 }) };
  return watchHold(held, 0, at);
}

/** Writes our weight over somebody else's edit. */
export function writeAgain(state: ReleaseState): Next {
  return run(state, { kind: 'shift', weight: state.weight, overwrite: true, ...overridden(state) });
}

/** For an act by which the weight rises: whose word it is that no freeze holds it back. */
export function overridden({ override }: ReleaseState): Pick<Extract<Act, { kind: 'shift' }>, 'override'> {
  return override ? { override: { by: override.by, reason: override.reason } } : {};
}

function standStill(state: ReleaseState, at: number, tryAt: number): Next {
  return guard(state, at, tryAt - at);
}
