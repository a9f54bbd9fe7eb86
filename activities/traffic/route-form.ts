import type { RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { RouteReference } from '../../domain/release-spec.js';
import type { ObjectReference } from '../kubernetes/cluster.js';
import { textAt } from '../kubernetes/json-value.js';
import { backendRef, backendsOf } from './backend-refs.js';
import { destinationsOf } from './route-destinations.js';

/** How a kind of object writes its routes. */
export interface RouteForm {
  /** The list of routes in its spec. */
  routes: 'http' | 'rules';
  /** What one of them is called. */
  one: 'Route' | 'Rule';
  /** In each route: what it is for, and where its requests go. */
  matches: 'match' | 'matches';
  destinations: 'route' | 'backendRefs';
  read: (route: unknown) => RouteDestination[];
  write: (entry: RouteDestination) => unknown;
}

const virtualService: RouteForm = {
  routes: 'http',
  one: 'Route',
  matches: 'match',
  destinations: 'route',
  read: destinationsOf,
  write: (entry) => entry,
};

const gatewayRoute: RouteForm = {
  routes: 'rules',
  one: 'Rule',
  matches: 'matches',
  destinations: 'backendRefs',
  read: backendsOf,
  write: backendRef,
};

/** The kinds of objects whose routes a release can move. */
export const routeKinds = ['VirtualService', 'HTTPRoute', 'GRPCRoute'] as const;

/** The form of an object's routes, by its kind. */
export function formOf(object: unknown): RouteForm {
  const kind = textAt(object, 'kind');
  return kind === 'HTTPRoute' || kind === 'GRPCRoute' ? gatewayRoute : virtualService;
}

/** The object that a release's route is in. */
export function objectOf(route: SplitRoute): ObjectReference & { kind: (typeof routeKinds)[number] } {
  const { namespace } = route;
  if (route.kind === 'gateway-api') return { kind: route.resource, namespace, name: route.name };
  return { kind: 'VirtualService', namespace, name: route.virtualService };
}

/** Which of the object's routes it is. */
export function referenceOf(route: SplitRoute): RouteReference {
  return route.kind === 'gateway-api' ? route.rule : route.route;
}
