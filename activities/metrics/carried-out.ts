import type { Plan } from '../../domain/plan.js';
import { percentAt } from '../../domain/pod-split.js';
import type { Weight } from '../../domain/step.js';

/** The share, in percent, that a weight is carried out as: where pods are the share, the nearest by the spec's rule. */
export function carriedOut({ route }: Pick<Plan, 'route'>, weight: Weight): number {
  return route.kind === 'replicas' ? percentAt(route, weight) : weight;
}
