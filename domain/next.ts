import type { Act, Finding } from './act.js';
import { advance, enter, isBack, rollBack } from './enter.js';
import { type ActFailure, failures } from './failure.js';
import { freeze } from './frozen.js';
import { decided } from './journal.js';
import { obey } from './obey.js';
import type { Next, ReleaseEvent } from './release-event.js';
import { type Outcome, phaseOf, type ReleaseState } from './release-state.js';
import { rest, stay, without } from './run.js';
import { forwardStages } from './stages.js';
import { supersede } from './superseded.js';
import { loseTurn, takeTurn } from './turn.js';
import { foreignEdit, watched } from './watched.js';
import { guard } from './watching.js';

/**
 * All that a release decides: what its state becomes with this event, and what is to be done. Pure and total; what comes
 * from an act that no longer runs changes nothing.
 */
export function next(state: ReleaseState, event: ReleaseEvent): Next {
  if (state.outcome) return event.kind === 'command' ? obey(state, event.command, event.at) : stay(state);
  switch (event.kind) {
    case 'begun':
      return enter(state, event.at);
    case 'command':
      return obey(state, event.command, event.at);
    case 'turn':
      return takeTurn(state, event.at);
    case 'orphaned':
      return loseTurn(state, event.service, event.at);
    case 'superseded':
      return supersede(state, event.by, event.at);
    case 'observed':
      return stay(observed(state, event.report, event.at));
    case 'elapsed':
      return state.running?.id === event.id ? enter(without(state, 'running'), event.at) : stay(state);
    case 'found':
    case 'failed': {
      if (state.running?.kind !== 'act' || state.running.id !== event.id) return stay(state);
      const ended = without(state, 'running');
      if (event.kind === 'failed') return failed(ended, event.failure, event.at);
      return found(ended, { act: state.running.act, finding: event.finding, at: event.at });
    }
  }
}

function observed(state: ReleaseState, report: ReleaseState['report'] & object, at: number): ReleaseState {
  if (state.report && state.report.at > report.at) return state;
  const isNew = state.report?.verdict !== report.verdict;
  const seen = { ...state, report };
  return isNew ? decided(seen, at, `${report.verdict}: ${report.reason}`) : seen;
}

function found(state: ReleaseState, { act, finding, at }: { act: Act; finding: Finding; at: number }): Next {
  switch (finding.kind) {
    case 'planned': {
      const { spec, plan, searchable = false } = finding;
      return advance({ ...state, spec, plan, searchable, stages: forwardStages(spec, plan, state.retry?.from) }, at);
    }
    case 'refused':
      return refuse({ ...state, searchable: finding.searchable === true }, finding, at);
    case 'done':
      return done(state, { act, ...(finding.detail === undefined ? {} : { detail: finding.detail }), at });
    case 'bad':
      return isBack(state)
        ? retry(state, finding.why, at)
        : rollBack(state, { kind: 'rolled-back', why: finding.why }, at);
    case 'foreign':
      return isBack(state) ? enter(state, at) : foreignEdit(state, finding.edit, at);
    case 'frozen':
      return isBack(state) ? retry(state, finding.why, at) : freeze(state, { act, frozen: finding }, at);
    case 'watched':
      return watched(state, finding, at);
    case 'gone':
      return goOn(state, finding.what, at);
  }
}

type Refused = Extract<Outcome, { kind: 'refused' }>;

function refuse(state: ReleaseState, { problems, notes }: Omit<Refused, 'kind'>, at: number): Next {
  const outcome: Refused = { kind: 'refused', problems, ...(notes ? { notes } : {}) };
  return rest({ ...decided(state, at, `refused: ${problems.join('; ')}`), outcome });
}

function done(state: ReleaseState, { act, detail, at }: { act: Act; detail?: string; at: number }): Next {
  const shifted = act.kind === 'shift' ? withWeight(state, act.weight, at) : without(state, 'frozen');
  const told = decided(shifted, at, detail ?? (act.kind === 'shift' ? `weight ${act.weight} %` : act.kind));
  const stage = state.stages[state.cursor];
  const isStage = act.kind === 'shift' ? stage?.kind === 'shift' && stage.weight === act.weight : true;
  return isStage ? advance(told, at) : enter(without(told, 'trouble'), at);
}

function withWeight(before: ReleaseState, weight: number, at: number): ReleaseState {
  const isSpent = before.override?.of === 'rise' && weight > before.weight;
  const state = isSpent ? without(before, 'frozen', 'override') : without(before, 'frozen');
  return {
    ...state,
    weight,
    weightSince: weight === state.weight ? state.weightSince : at, // the evidence of a weight does not begin anew
    previousWeight: weight === state.weight ? state.previousWeight : state.weight,
    highestWeight: Math.max(weight, state.highestWeight),
  };
}

function failed(before: ReleaseState, { type, message, epoch = 0 }: ActFailure, at: number): Next {
  if (!failures[type].permanent) return retry(before, message, at);
  // A person has given stable all requests past us (abort --direct). Only the way back leads on from there, above that.
  const isPassed = epoch > before.epoch;
  const state = isPassed ? { ...before, epoch } : before;
  if (isPassed && isBack(state)) return enter(decided(state, at, message), at);
  // Somebody else has the route now, or there is none: what the release added is to be taken away all the more.
  const isOver = type === 'Superseded' || type === 'NotFound';
  if (isBack(state)) return isOver ? advance(decided(state, at, message), at) : retry(state, message, at);
  return phaseOf(state) === 'preflight'
    ? refuse(state, { problems: [message] }, at)
    : rollBack(state, { kind: 'rolled-back', why: message }, at);
}

/** The longest wait between tries. */
const longestWaitMs = 10_000;

/** Tries again after a while, for ever, and says so. With users on the canary, the while is a watch. */
function retry(state: ReleaseState, what: string, at: number): Next {
  const { since, attempts } = state.trouble ?? { since: at, attempts: 0 };
  const trouble = { what, since, attempts: attempts + 1 };
  const told = attempts === 0 ? decided(state, at, `waiting: ${what}`) : state;
  const ms = isBack(state) ? 500 : Math.min(longestWaitMs, 500 * 2 ** attempts);
  return guard({ ...told, trouble }, at, ms);
}

/** The way back is gone, because the former stable no longer exists: the release ends as it was going to. */
function goOn(state: ReleaseState, what: string, at: number): Next {
  const { spec, plan } = state;
  const stages = spec && plan ? forwardStages(spec, plan) : state.stages;
  const told = decided(without(state, 'cause', 'trouble'), at, `no way back, ${what}`);
  return enter({ ...told, stages, cursor: stages.length - 1 }, at);
}
