import type { ReleaseSpec, RouteReference, RouteTraffic } from '../../domain/release-spec.js';
import type { routeKinds } from '../traffic/route-form.js';

/** A spec whose traffic is split by a route. */
export type RouteSpec = ReleaseSpec & { traffic: RouteTraffic };

/** What the spec names: the object, which of its routes, and what is to be installed for there to be such objects. */
export interface NamedRoute {
  kind: (typeof routeKinds)[number];
  name?: string;
  reference?: RouteReference;
  system: string;
}

export function namedRoute(traffic: RouteTraffic): NamedRoute {
  if (traffic.kind === 'gateway-api') {
    const { resource, name, rule } = traffic;
    return { kind: resource, name, reference: rule, system: 'the Gateway API (gateway-api.sigs.k8s.io)' };
  }
  const { virtualService: name, route: reference } = traffic;
  return {
    kind: 'VirtualService',
    ...(name === undefined ? {} : { name }),
    ...(reference === undefined ? {} : { reference }),
    system: 'Istio (istio.io)',
  };
}
