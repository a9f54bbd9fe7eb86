import type { Act } from './act.js';
import { asking } from './asking.js';
import { inFreeze, overridden } from './frozen.js';
import type { Gate } from './gate.js';
import { decided } from './journal.js';
import type { Next } from './release-event.js';
import type { ReleaseState } from './release-state.js';
import { rest, run, without } from './run.js';
import { seconds } from './seconds.js';
import type { Stage } from './stage.js';
import { backStages } from './stages.js';
import { guard, watchHold } from './watching.js';

/** How long what still reaches a version that is leaving is waited for: for proxies to be scraped twice, each half a minute. */
export const drainMs = 75_000;

/** Whether the release is on its way back. */
export const isBack = (state: ReleaseState): boolean => state.cause !== undefined;

/** Begins the stage that the release stands at; a paused release is only watched over, and so is a frozen one. */
export function enter(state: ReleaseState, at: number): Next {
  const stage = state.stages[state.cursor];
  if (!stage) return end(state, at);
  if (state.paused) return guard(state, at);
  const frozen = inFreeze(state, at);
  if (frozen) return frozen;
  switch (stage.kind) {
    case 'act':
      return run(state, actOf(state, stage, at));
    case 'shift':
      return run(state, { kind: 'shift', weight: stage.weight, overwrite: isBack(state), ...overridden(state) });
    case 'hold':
      return watchHold(state, stage.ms, at);
    case 'turn':
      return rest(state);
    case 'gate':
      return atGate(asking(state, stage, at), stage, at);
  }
}

/** Waits for approval, as long as the gate's time goes; then what follows. */
function atGate(state: ReleaseState, { gate, timeout }: Gate, at: number): Next {
  const { question } = state;
  const until = question?.until;
  if (!timeout || !question || until === undefined) return guard(state, at);
  if (at < until) return guard(state, at, until - at);
  const why = `${gate} was not approved within ${seconds(timeout.limitMs)}`;
  switch (timeout.action) {
    case 'roll-back':
      return rollBack(state, { kind: 'rolled-back', why }, at);
    case 'go-on':
      return advance(decided(state, at, `go on: ${why}`), at);
    case 'ask': {
      const again = { ...question, until: at + timeout.limitMs };
      return guard({ ...decided(state, at, `ask again: ${why}`), question: again }, at, timeout.limitMs);
    }
  }
}

function actOf(state: ReleaseState, { act, admitted }: Extract<Stage, { kind: 'act' }>, at: number): Act {
  switch (act) {
    case 'preflight':
      return { kind: act, text: state.text };
    case 'awaitReady':
      return { kind: act, deadline: at + (state.spec?.canary.readyMs ?? 0), admitted: admitted === true };
    case 'verify':
      return { kind: act, admitted: admitted === true };
    case 'drain':
      return { kind: act, version: isBack(state) ? 'canary' : 'stable', deadline: at + drainMs };
    case 'finish':
      return { kind: act, to: isBack(state) ? 'stable' : 'canary' };
    case 'admit':
      return { kind: act, ...overridden(state) };
    case 'restore':
      return { kind: act, ...(state.takesBack ? { ended: true } : {}) };
    case 'deploy':
    case 'load':
    case 'decommission':
    case 'putBack':
      return { kind: act };
  }
}

/** Goes on to the next stage. */
export function advance(state: ReleaseState, at: number): Next {
  return enter({ ...without(state, 'hold', 'question', 'trouble', 'frozen'), cursor: state.cursor + 1 }, at);
}

/** Turns round: stable gets all requests again, then what the release added is taken away. */
export function rollBack(state: ReleaseState, cause: NonNullable<ReleaseState['cause']>, at: number): Next {
  const why = cause.kind === 'aborted' ? `aborted by ${cause.by}: ${cause.reason}` : cause.why;
  const turned = without(state, 'hold', 'question', 'trouble', 'paused', 'frozen', 'override');
  const told = decided(turned, at, `roll back: ${why}`);
  return enter({ ...told, cause, stages: backStages(state), cursor: 0 }, at);
}

function end(state: ReleaseState, at: number): Next {
  const outcome = state.cause ?? { kind: 'released' as const };
  return rest({ ...decided(state, at, outcome.kind), outcome });
}
