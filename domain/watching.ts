import type { Watch } from './act.js';
import type { Next } from './release-event.js';
import type { Hold, Question, ReleaseState } from './release-state.js';
import { rest, run, wait } from './run.js';

/** The longest that one watch lasts; a hold that is longer has several. */
export const longestWatchMs = 600_000;

/** How much of the hold is left. */
export function remainingMs({ remainingMs: left, runningSince }: Hold, at: number): number {
  return runningSince === undefined ? left : Math.max(0, left - (at - runningSince));
}

/** The state with its clocks stopped: that of the hold, and that of the gate. */
export function stopped(state: ReleaseState, at: number): ReleaseState {
  const { hold, question } = state;
  return {
    ...state,
    ...(hold ? { hold: { remainingMs: remainingMs(hold, at) } } : {}),
    ...(question?.until === undefined ? {} : { question: clockStopped(question, question.until - at) }),
  };
}

function clockStopped(question: Question, leftMs: number): Question {
  const { until: _, ...same } = question;
  return { ...same, leftMs: Math.max(0, leftMs) };
}

/** Watches the hold to its end, or on until there is evidence. */
export function watchHold(state: ReleaseState, stageMs: number, at: number): Next {
  const before = state.hold ?? { remainingMs: stageMs };
  const left = remainingMs(before, at);
  const { wantingSince } = before;
  const hold: Hold = { remainingMs: left, runningSince: at, ...(wantingSince === undefined ? {} : { wantingSince }) };
  const ms = wantingSince === undefined ? left : wantingMs(state, wantingSince, at);
  return watch({ ...state, hold }, at, { ms, endsOnPass: wantingSince !== undefined });
}

/** Once a person has been asked, evidence is still welcome, without end. */
function wantingMs({ question, spec }: ReleaseState, wantingSince: number, at: number): number {
  if (question || !spec) return longestWatchMs;
  return Math.max(0, wantingSince + spec.inconclusive.limitMs - at);
}

/**
 * Watches over users while the weight stands still and nothing else runs, at most for `ms`. At weight 0 there is nothing to
 * watch: only that time is waited for, or, without one, a person.
 */
export function guard(state: ReleaseState, at: number, ms?: number): Next {
  if (state.weight > 0) return watch(state, at, { ms: ms ?? longestWatchMs, endsOnPass: false });
  return ms === undefined ? rest(state) : wait(state, ms);
}

function watch(state: ReleaseState, at: number, { ms, endsOnPass }: { ms: number; endsOnPass: boolean }): Next {
  const isBack = state.cause !== undefined;
  const act: Watch = {
    weight: state.weight,
    previous: state.previousWeight,
    from: state.weightSince,
    until: at + Math.min(ms, longestWatchMs),
    endsOnPass,
    endsOnForeignEdit: !isBack && !state.paused?.foreign && !state.frozen?.putBack,
    endsOnFail: !isBack,
    ...(state.tally ? { tally: state.tally } : {}),
  };
  return run(state, { kind: 'watch', ...act });
}
