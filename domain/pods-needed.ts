import type { Weight } from './step.js';

/** How many ready pods of the canary a weight needs, when stable serves everything with `stableReplicas`; at least one. */
export function podsNeeded(weight: Weight, stableReplicas: number): number {
  return weight === 0 ? 0 : Math.max(1, Math.ceil((weight / 100) * stableReplicas));
}
