import { type Approval, type Gate, missing, showGate } from './gate.js';
import type { Question, ReleaseState } from './release-state.js';

/** The state with the question that the gate asks, the approvals that it has, and its clock running. */
export function asking(state: ReleaseState, gate: Gate, at: number): ReleaseState {
  const { since = at, approved = [] } = state.question ?? {};
  const question: Question = {
    ...{ gate: gate.gate, text: showGate(gate, approved, state.weight), since },
    ...(gate.by ? { by: gate.by } : {}),
    ...(approved.length > 0 ? { approved } : {}),
    missing: missing(
      gate,
      approved.map(({ by }) => by),
    ),
    ...clock(state.question ?? {}, gate, at),
  };
  return { ...state, question };
}

function clock({ until, leftMs }: Partial<Question>, { timeout }: Gate, at: number): Partial<Question> {
  return timeout ? { until: until ?? at + (leftMs ?? timeout.limitMs), onTimeout: timeout.action } : {};
}

/** The state with one more approval of the gate that it waits at. */
export function withApproval(state: ReleaseState, gate: Gate, approval: Approval): ReleaseState {
  const question = state.question ?? { text: '', since: approval.at };
  const approved = [...(question.approved ?? []), approval];
  return asking({ ...state, question: { ...question, approved } }, gate, approval.at);
}
