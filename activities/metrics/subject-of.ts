import type { GatewayRoute, Plan } from '../../domain/plan.js';
import { serviceIn } from '../traffic/backend-refs.js';
import type { Subject } from './istio-queries.js';

/**
 * Whose requests a release's figures are of. By the Gateway API versions have Services of their own, and requests are
 * counted for these; clients that call the users' Service itself, past the route, go by that one.
 */
export function subjectOf({ namespace, service, route }: Plan): Pick<Subject, 'namespace' | 'service' | 'services'> {
  if (route.kind !== 'gateway-api') return { namespace, service };
  return { namespace, service, services: [...new Set([service, ...ruledServices(route)])] };
}

/** The same of the requests that the route rules: their share is the one that was asked for. */
export function ruledOf(plan: Plan): ReturnType<typeof subjectOf> {
  const { namespace, service, route } = plan;
  return route.kind === 'gateway-api' ? { namespace, service, services: ruledServices(route) } : subjectOf(plan);
}

function ruledServices({ stable, canary }: GatewayRoute): string[] {
  return [...(stable ? [stable] : []), canary].map(serviceIn);
}
