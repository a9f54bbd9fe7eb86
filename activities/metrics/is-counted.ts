import type { Plan } from '../../domain/plan.js';

/** Whether anybody counts users' requests: the proxies of a mesh, or a gateway's. */
export function isCounted({ route }: Pick<Plan, 'route'>): boolean {
  return route.kind !== 'replicas' || route.counted;
}
