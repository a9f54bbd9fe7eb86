import type { Versions } from '../../domain/judgement/counting.js';
import type { Plan, PlannedVersion, SplitRoute } from '../../domain/plan.js';
import { serviceIn } from '../traffic/backend-refs.js';
import type { Subject } from './istio-queries.js';

/**
 * Whose requests a release's figures are of. Requests are counted for the Service that a route leads them to: versions may
 * have Services of their own, and clients that call the users' Service past the route go by that one.
 */
export function subjectOf({ namespace, service, route }: Plan): Subject {
  if (route.kind === 'replicas') return { namespace, service };
  return { namespace, service, services: [...new Set([service, ...ruledServices(route)])] };
}

/** The same of the requests that the route rules: their share is the one that was asked for. */
export function ruledOf(plan: Plan): Subject {
  const { namespace, service, route } = plan;
  return route.kind === 'replicas' ? subjectOf(plan) : { namespace, service, services: ruledServices(route) };
}

/** What Istio's metrics call a version. */
export const workloadOf = ({ workload, deployment }: PlannedVersion): string => workload ?? deployment;

/** Who is who of those that answer. */
export const versionsOf = ({ canary, stable }: Plan): Versions => ({
  canary: workloadOf(canary),
  stable: stable && workloadOf(stable),
});

function ruledServices({ stable, canary }: SplitRoute): string[] {
  return [...new Set([...(stable ? [stable] : []), canary].map(serviceIn))];
}
