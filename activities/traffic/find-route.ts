import type { Destination, RouteDestination } from '../../domain/plan.js';
import type { RouteReference } from '../../domain/release-spec.js';
import { type FenceRecord, readFence } from '../kubernetes/fence-annotation.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import { destinationsOf, fullHost } from './route-destinations.js';
import { formOf } from './route-form.js';

/** One HTTP route of a VirtualService, or rule of a route of the Gateway API; `index` is its place in the list, 0 the first. */
export interface FoundRoute {
  index: number;
  name?: string;
  destinations: RouteDestination[];
}

/** All routes of an object, in their order. A redirect has no destinations. */
export function routesOf(object: unknown): FoundRoute[] {
  const { routes, read } = formOf(object);
  return listAt(object, 'spec', routes).map((route, index) => {
    const name = textAt(route, 'name');
    return { index, ...(name === undefined ? {} : { name }), destinations: read(route) };
  });
}

/**
 * The routes that a reference means: more than one when several go to the destination, which no release can tell apart.
 * A destination is a host (short, or written out), or a host and a subset: `reviews`, `reviews/v1`.
 */
export function findRoutes(object: unknown, reference: RouteReference): FoundRoute[] {
  const routes = routesOf(object);
  switch (reference.by) {
    case 'name':
      return routes.filter(({ name }) => name === reference.name);
    case 'index':
      return routes.filter(({ index }) => index === reference.index);
    case 'destination': {
      const namespace = textAt(object, 'metadata', 'namespace') ?? 'default';
      return routes.filter(({ destinations }) =>
        destinations.some((each) => goesTo(each, reference.destination, namespace)),
      );
    }
  }
}

/** The first of the routes that a reference means. */
export function findRoute(object: unknown, reference: RouteReference): FoundRoute | undefined {
  return findRoutes(object, reference)[0];
}

/** What our annotation on the object says about the split that a release wrote, and in which state that release is. */
export interface RouteFence extends FenceRecord {
  /** The weight and the destinations that were written last. */
  weight?: number;
  written?: RouteDestination[];
  /** The route's destinations before the release: what puts back a release whose history is lost. */
  before?: RouteDestination[];
  /** The subsets, or Services of one version, that the split needs and that the release found missing. */
  subsets?: string[];
  services?: string[];
  /** Where the canary's requests go. */
  canary?: Destination;
}

/** The fence on a route's object for a service (`namespace/service`). Not `ended` and of another release: an orphan, or one that runs. */
export function routeFence(object: unknown, service: string): RouteFence | undefined {
  const record = readFence(object, service);
  if (!record) return undefined;
  const { weight, written: _, before: __, subsets, services, canary: ___, ...fence } = record;
  const [canary] = destinationsOf({ route: [{ destination: record['canary'] }] });
  return {
    ...fence,
    ...(typeof weight === 'number' ? { weight } : {}),
    ...(Array.isArray(record['written']) ? { written: destinationsOf({ route: record['written'] }) } : {}),
    ...(Array.isArray(record['before']) ? { before: destinationsOf({ route: record['before'] }) } : {}),
    ...(canary ? { canary: canary.destination } : {}),
    ...(Array.isArray(subsets) ? { subsets: subsets.filter((name) => typeof name === 'string') } : {}),
    ...(Array.isArray(services) ? { services: services.filter((name) => typeof name === 'string') } : {}),
  };
}

function goesTo({ destination }: RouteDestination, wanted: string, namespace: string): boolean {
  const [host = '', subset] = wanted.split('/');
  const sameHost = fullHost(destination.host, namespace) === fullHost(host, namespace);
  return sameHost && (subset === undefined || destination.subset === subset);
}
