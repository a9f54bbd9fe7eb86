import type { Command } from './command.js';
import { showFrozen } from './freeze.js';
import { count, type Gate, missing, notCounted } from './gate.js';
import { phaseOf, type ReleaseState } from './release-state.js';

/** An order, as far as it matters for whether it makes sense. */
type Ordered = Pick<Command, 'name'> & Partial<Command>;

/** Why the command makes no sense now, in a sentence; undefined: it does. What is refused changes nothing. */
export function refusal(state: ReleaseState, command: Ordered): string | undefined {
  const { name, override, reason = '' } = command;
  if (state.outcome) return `the release has ended: ${state.outcome.kind}`;
  if (state.cause) return 'the release is being rolled back already';
  if (name === 'abort') return undefined;
  if (override && reason === '') return 'an override of a freeze needs a reason';
  if (name === 'resume') return state.paused ? undefined : 'the release is not paused';
  if (name === 'pause') return state.paused ? `the release is paused already, by ${state.paused.by}` : undefined;
  if (state.paused) return `the release is paused by ${state.paused.by}; resume it first`;
  switch (name) {
    case 'approve':
      return notApprovable(state, command);
    case 'promote':
      return notPromotable(state, command);
    case 'skip':
      return notSkippable(state, command);
  }
}

function notApprovable(state: ReleaseState, { gate, by = 'unknown' }: Ordered): string | undefined {
  const { question, stages, cursor } = state;
  if (!question) return `nothing waits for approval${ofFreeze(state)}`;
  if (gate !== undefined && gate !== question.gate)
    return `${gate} does not wait for approval; what waits is ${question.gate ?? question.text}`;
  const stage = stages[cursor];
  return stage?.kind === 'gate' ? notCounted(stage, question.approved ?? [], by) : undefined;
}

/** Promoting skips steps, and no gate: it counts as this person's approval of all that are left. */
function notPromotable(state: ReleaseState, { by = 'unknown', override }: Ordered): string | undefined {
  const phase = phaseOf(state);
  if (phase === 'promote' && state.frozen)
    return override ? undefined : `promote has been ordered already${ofFreeze(state)}`;
  if (phase !== 'steps') return `promote skips steps, and the release is in ${phase}`;
  const reasons = state.stages.slice(state.cursor).flatMap((stage, index) => {
    if (stage.kind !== 'gate') return [];
    return notPassed(stage, [...(index === 0 ? approversOf(state) : []), by], by) ?? [];
  });
  return reasons[0];
}

function notPassed(gate: Gate, approvers: string[], by: string): string | undefined {
  const left = missing(gate, approvers);
  if (left === 0) return undefined;
  const why = notCounted(gate, [], by) ?? `${count(left)} more ${left === 1 ? 'is' : 'are'} missing`;
  return `promote would pass the gate ${gate.gate}: ${why}`;
}

const approversOf = ({ question }: ReleaseState) => (question?.approved ?? []).map(({ by }) => by);

function notSkippable(state: ReleaseState, { override }: Ordered): string | undefined {
  if (state.stages[state.cursor]?.kind === 'hold') return undefined;
  if (state.frozen) return override ? undefined : `skip ends a hold, and there is none${ofFreeze(state)}`;
  return `skip ends a hold, and there is none: the release is in ${phaseOf(state)}`;
}

function ofFreeze({ frozen }: ReleaseState): string {
  return frozen ? `; the weight is ${showFrozen(frozen)}; skip or promote with an override lets it rise` : '';
}
