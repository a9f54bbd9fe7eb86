import type { Gate } from './gate.js';

/** The canary's share of requests in percent, 0 to 100; stable has the rest. */
export type Weight = number;

/** One stop on the way from no users to all. */
export type Step =
  /** Gives the canary `weight` and watches it for `holdMs` before the next. */
  | { kind: 'weight'; weight: Weight; holdMs: number }
  /** Waits for approval of the gate. */
  | ({ kind: 'approval' } & Gate);

/** Even steps, as people write them: start at `from`, add `by`, up to 100. */
export interface Ramp {
  from: Weight;
  by: Weight;
  holdMs: number;
}

/** The steps of a ramp: `from`, then `by` more each, the last always 100. */
export function rampSteps({ from, by, holdMs }: Ramp): Step[] {
  const steps: Step[] = [];
  for (let weight = from; weight < 100; weight += by) steps.push({ kind: 'weight', weight, holdMs });
  return [...steps, { kind: 'weight', weight: 100, holdMs }];
}
