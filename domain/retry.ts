import { noted } from './journal.js';
import type { ReleaseSpec } from './release-spec.js';
import type { ReleaseState } from './release-state.js';
import type { Step, Weight } from './step.js';
import { textField } from './text-field.js';

/** Which release is tried again, and from which weight on: lower ones are left out, not the phases before. */
export interface Retry {
  of: string;
  from?: Weight;
}

/** Reads what a payload that may be anything says of a retry; a `from` that is no weight is none. */
export function retryFrom(payload: unknown): Retry | undefined {
  if (typeof payload !== 'object' || payload === null || !('retry' in payload)) return undefined;
  const { retry } = payload;
  const of = textField(retry, 'of');
  if (of === undefined || typeof retry !== 'object' || retry === null) return undefined;
  const from = 'from' in retry && typeof retry.from === 'number' ? retry.from : undefined;
  return { of, ...(from === undefined ? {} : { from }) };
}

/** Why it is not tried again, in a sentence; undefined: it may be. */
export function whyNotRetried({ outcome, release }: ReleaseState): string | undefined {
  if (!outcome) return `${release} has not ended`;
  return outcome.kind === 'released' ? `${release} has ended released: there is nothing to try again` : undefined;
}

/**
 * The highest weight whose hold ended with a pass, below the highest that was tried: there it may begin anew, since there
 * the same spec was found good. Undefined: none.
 */
export function provedWeight({ proved = [], highestWeight }: ReleaseState): Weight | undefined {
  const below = proved.filter((weight) => weight < highestWeight);
  return below.length === 0 ? undefined : Math.max(...below);
}

/** The steps without the weights below `from`. Gates stay: an approval is of one attempt. What is no step's weight leaves all. */
export function stepsFrom({ steps }: ReleaseSpec, from: Weight | undefined): Step[] {
  const isStep = steps.some((step) => step.kind === 'weight' && step.weight === from);
  if (from === undefined || !isStep) return steps;
  return steps.filter((step) => step.kind === 'approval' || step.weight >= from);
}

/** The state before the first act, of a release that is another one's retry. */
export function retried(state: ReleaseState, retry: Retry, by: string): ReleaseState {
  const { of, from } = retry;
  const what = from === undefined ? `retry of ${of}` : `retry of ${of} from ${from} %, which had passed there`;
  return { ...noted(state, { at: state.since, by, what }), retry };
}
