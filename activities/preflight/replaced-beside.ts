import type { Plan } from '../../domain/plan.js';
import { valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/**
 * Whether the canary's pods are replaced when they get the Service's labels, each only after its successor is ready: then there
 * is one more of them for a while. `from`: the Deployment whose strategy it has.
 */
export function replacedBeside({ canary, route }: Plan, from: KubernetesObject): boolean {
  if (route.kind === 'replicas' || canary.dark === 'route') return false; // labels of pods, or none
  const strategy = valueAt(from, 'spec', 'strategy');
  if (valueAt(strategy, 'type') === 'Recreate') return false;
  const bound = (name: string) => valueAt(strategy, 'rollingUpdate', name) ?? '25%';
  const fewer = Math.floor(podsOf(bound('maxUnavailable'), canary.replicas));
  return fewer === 0 && Math.ceil(podsOf(bound('maxSurge'), canary.replicas)) > 0;
}

/** A number of pods, or a part of them: `25%`. */
function podsOf(bound: unknown, replicas: number): number {
  if (typeof bound === 'number') return bound;
  return (Number.parseInt(String(bound), 10) * replicas) / 100;
}
