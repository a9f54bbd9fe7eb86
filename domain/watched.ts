import type { Finding } from './act.js';
import { advance, enter, isBack, rollBack } from './enter.js';
import { writeAgain } from './frozen.js';
import { decided } from './journal.js';
import type { Next } from './release-event.js';
import type { Phase, ReleaseState } from './release-state.js';
import { without } from './run.js';
import { remainingMs, stopped, watchHold } from './watching.js';
import type { ForeignEdit } from './watch-report.js';

type Watched = Extract<Finding, { kind: 'watched' }>;

/** What follows from the end of a watch. */
export function watched(before: ReleaseState, { report, tally }: Watched, at: number): Next {
  const state = { ...before, report, ...(tally ? { tally } : {}) };
  if (isBack(state)) return enter(state, at);
  if (report.verdict === 'fail') return rollBack(state, { kind: 'rolled-back', why: report.reason }, at);
  if (report.foreign && !state.paused?.foreign && !state.frozen?.putBack) return foreignEdit(state, report.foreign, at);
  const stage = state.stages[state.cursor];
  if (state.paused || state.frozen || stage?.kind !== 'hold' || !state.hold) return enter(state, at);
  if (remainingMs(state.hold, at) > 0) return watchHold(state, stage.ms, at);
  if (report.verdict === 'pass') return advance(decided(proved(state, stage.phase), at, `go on: ${report.reason}`), at);
  return want(state, stage.ms, at);
}

/** What is proved of the steps' weights, a retry may begin from. */
function proved(state: ReleaseState, phase: Phase): ReleaseState {
  return phase === 'steps' ? { ...state, proved: [...(state.proved ?? []), state.weight] } : state;
}

/** The hold is over and its evidence does not suffice: wait for more, then ask, or give up, as the spec says. */
function want(state: ReleaseState, stageMs: number, at: number): Next {
  const { hold = { remainingMs: 0 }, report, spec, question } = state;
  if (hold.wantingSince === undefined) {
    const told = decided(state, at, `hold for want of evidence: ${report?.reason ?? ''}`);
    return watchHold({ ...told, hold: { ...hold, wantingSince: at } }, stageMs, at);
  }
  const limitMs = spec?.inconclusive.limitMs ?? 0;
  if (question || at < hold.wantingSince + limitMs) return watchHold(state, stageMs, at);
  const why = `no evidence within ${Math.round(limitMs / 1000)} s: ${report?.reason ?? ''}`;
  if (spec?.inconclusive.action === 'roll-back') return rollBack(state, { kind: 'rolled-back', why }, at);
  const told = decided(state, at, `ask: ${why}`);
  return watchHold({ ...told, question: { text: `go on without evidence? ${why}`, since: at } }, stageMs, at);
}

/** Somebody else has edited what is ours: the spec says what follows. */
export function foreignEdit(state: ReleaseState, edit: ForeignEdit, at: number): Next {
  if (edit.replaced) return writeAgain(decided(state, at, `put back: ${edit.what}`));
  const place = state.plan?.route.kind === 'replicas' ? 'the split' : 'the route';
  const what = `${place} was edited by ${edit.by}: ${edit.what}`;
  switch (state.spec?.drift) {
    case 'put-back':
      return writeAgain(decided(state, at, `put back: ${what}`));
    case 'roll-back':
      return rollBack(state, { kind: 'rolled-back', why: what }, at);
    case undefined:
    case 'pause': {
      const reason = `${what}; resume writes our weight again, abort gives stable all requests`;
      const paused = { by: 'sluice', reason, at, foreign: true as const };
      return enter({ ...without(stopped(decided(state, at, `pause: ${what}`), at), 'frozen'), paused }, at);
    }
  }
}
