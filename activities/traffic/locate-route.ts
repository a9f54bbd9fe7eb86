import { createHash } from 'node:crypto';
import type { RouteDestination, SplitRoute } from '../../domain/plan.js';
import { valueAt } from '../kubernetes/json-value.js';
import { difference, samePlaces } from './compare-destinations.js';
import { findRoutes, type FoundRoute, type RouteFence, routesOf } from './find-route.js';
import { fullHost } from './route-destinations.js';
import { formOf, referenceOf } from './route-form.js';

/**
 * The release's route in its object as it is now. A route without a name can have moved to another place in the
 * list: then what it matches and where it goes tell it. Undefined when it cannot be told.
 */
export function locateRoute(object: unknown, route: SplitRoute, fence: RouteFence | undefined): FoundRoute | undefined {
  const hits = findRoutes(object, referenceOf(route));
  if (referenceOf(route).by === 'name' && hits[0]) return hits[0];
  const { namespace } = route;
  const all = routesOf(object).filter(({ destinations }) => destinations.length > 0);
  const running = fence && !fence.ended ? fence : undefined;
  const written = running?.written;
  const signs: Sign[] = [
    (destinations) => written !== undefined && difference(written, destinations, namespace) === undefined,
    (destinations) => written !== undefined && samePlaces(written, destinations, namespace),
    (destinations) => samePlaces(route.before, destinations, namespace),
    (destinations) => goesToOurs(route, destinations),
  ];
  const marked = running ? all.filter(({ index }) => running['mark'] === routeMark(object, index)) : [];
  return bySigns(signs, marked, hits) ?? choose(marked, hits) ?? bySigns(signs, all, hits);
}

/** Tells by its destinations whether a route can be ours. */
type Sign = (destinations: RouteDestination[]) => boolean;

/** The first sign that tells one route decides. */
function bySigns(signs: Sign[], routes: FoundRoute[], hits: FoundRoute[]): FoundRoute | undefined {
  for (const sign of signs) {
    const candidates = routes.filter(({ destinations }) => sign(destinations));
    const found = choose(candidates, hits);
    if (found) return found;
  }
  return undefined;
}

/** A short text that stays the same while a route's name and matches do. */
export function routeMark(object: unknown, index: number): string {
  const { routes, matches } = formOf(object);
  const route = valueAt(object, 'spec', routes, index);
  const text = JSON.stringify([valueAt(route, 'name') ?? null, valueAt(route, matches) ?? null]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The one that the reference means, or the only one. */
function choose(candidates: FoundRoute[], hits: FoundRoute[]): FoundRoute | undefined {
  const hit = candidates.find(({ index }) => hits.some((each) => each.index === index));
  return hit ?? (candidates.length === 1 ? candidates[0] : undefined);
}

function goesToOurs({ canary, namespace, stable }: SplitRoute, destinations: RouteDestination[]): boolean {
  const ours = [canary, ...(stable ? [stable] : [])].map(({ host }) => fullHost(host, namespace));
  return destinations.some(({ destination }) => ours.includes(fullHost(destination.host, namespace)));
}
