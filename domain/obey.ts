import { withApproval } from './asking.js';
import type { Command } from './command.js';
import { advance, enter, rollBack } from './enter.js';
import { writeAgain } from './frozen.js';
import { count, missing } from './gate.js';
import { noted } from './journal.js';
import { refusal } from './refusal.js';
import type { Next } from './release-event.js';
import type { ReleaseState } from './release-state.js';
import { stay, without } from './run.js';
import { guard, stopped } from './watching.js';

/** Does what a person ordered. What makes no sense is noted with the reason, and changes nothing else. */
export function obey(state: ReleaseState, command: Command, at: number): Next {
  const { name, by, reason } = command;
  const refused = refusal(state, command);
  const entry = (what: string) => ({ at, by, what, command: name });
  if (refused !== undefined) return stay(noted(state, entry(`${name} refused, ${refused}`)));
  const told = overriding(noted(state, entry(wordsOf(state, command))), command);
  switch (name) {
    case 'abort':
      return rollBack(told, { kind: 'aborted', by, reason }, at);
    case 'pause':
      return pause(told, { by, reason, at });
    case 'resume':
      return resume(told, at);
    case 'approve':
      return approve(told, command, at);
    case 'skip':
      return told.stages[told.cursor]?.kind === 'hold' ? advance(told, at) : enter(without(told, 'frozen'), at);
    case 'promote': {
      const cursor = told.stages.findIndex(({ kind, phase }) => kind === 'shift' && phase === 'promote');
      return enter({ ...without(told, 'hold', 'question', 'trouble', 'frozen'), cursor }, at);
    }
  }
}

function wordsOf(state: ReleaseState, command: Command): string {
  const { name, gate = state.question?.gate, override, reason } = command;
  const what = name === 'approve' && gate !== undefined ? `${name} ${gate}` : name;
  const why = reason === '' ? '' : `: ${reason}`;
  return `${what}${override ? ', in spite of any freeze' : ''}${why}${missingAfter(state, command)}`;
}

function missingAfter({ stages, cursor, question }: ReleaseState, { name, by }: Command): string {
  const stage = stages[cursor];
  if (name !== 'approve' || stage?.kind !== 'gate') return '';
  const left = missing(stage, [...(question?.approved ?? []).map((each) => each.by), by]);
  return left === 0 ? '' : `; ${count(left)} still missing`;
}

/** With a person's word that lets the next weight rise; where the whole release has one, that stands. */
function overriding(state: ReleaseState, { override, by, reason }: Command): ReleaseState {
  if (!override || state.override?.of === 'release') return state;
  return { ...state, override: { by, reason, of: 'rise' } };
}

/** A gate goes on waiting for the approvals that are missing; what runs meanwhile runs on. */
function approve(state: ReleaseState, { by, reason }: Command, at: number): Next {
  const stage = state.stages[state.cursor];
  if (stage?.kind !== 'gate') return advance(state, at);
  const given = withApproval(state, stage, { by, reason, at });
  return given.question?.missing === 0 ? advance(given, at) : stay(given);
}

/** Stops the rise and the clocks, not the guard. An act that runs is let end; the next one does not begin. */
function pause(state: ReleaseState, paused: NonNullable<ReleaseState['paused']>): Next {
  const isActing = state.running?.kind === 'act' && state.running.act.kind !== 'watch';
  const next = { ...without(stopped(state, paused.at), 'frozen'), paused };
  return isActing ? stay(next) : guard(next, paused.at);
}

function resume(state: ReleaseState, at: number): Next {
  const { paused, running } = state;
  const next = without(state, 'paused');
  if (paused?.foreign) return writeAgain(next);
  const isActing = running?.kind === 'act' && running.act.kind !== 'watch';
  return isActing ? stay(next) : enter(next, at);
}
