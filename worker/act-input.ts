import type { ActInput } from '../domain/act.js';
import type { Plan } from '../domain/plan.js';

/** An act of a release whose preflight is over. */
export type Planned = ActInput & { plan: Plan };

/** Whether an activity was given an act. */
export function isActInput(input: unknown): input is ActInput {
  return typeof input === 'object' && input !== null && 'act' in input && 'fence' in input;
}

export function hasPlan(input: ActInput): input is Planned {
  return 'plan' in input && typeof input.plan === 'object' && input.plan !== null;
}

/** By the id of the release: preflight has no plan yet. */
export function serviceOf({ fence }: Pick<ActInput, 'fence'>): { namespace: string; service: string } {
  const [, , namespace = '', service = ''] = fence.release.split('/');
  return { namespace, service };
}
