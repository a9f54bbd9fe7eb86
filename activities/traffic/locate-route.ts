import { createHash } from 'node:crypto';
import type { RouteDestination, SplitRoute } from '../../domain/plan.js';
import { valueAt } from '../kubernetes/json-value.js';
import { difference, samePlaces } from './compare-destinations.js';
import { findRoutes, type FoundRoute, type RouteFence, routesOf } from './find-route.js';
import { fullHost } from './route-destinations.js';
import { formOf, referenceOf } from './route-form.js';

/**
 * The release's route in its object as it is now: by its name, or by what it matches and where it goes, since others may
 * have moved it to another place in the list. Undefined when it is gone, or cannot be told: never its neighbour.
 */
export function locateRoute(object: unknown, route: SplitRoute, fence: RouteFence | undefined): FoundRoute | undefined {
  const hits = findRoutes(object, referenceOf(route));
  const isNamed = referenceOf(route).by === 'name';
  if (isNamed && hits.length === 1) return hits[0];
  const running = fence && !fence.ended ? fence : undefined;
  const all = (isNamed && hits.length > 1 ? hits : routesOf(object)).filter(
    ({ destinations }) => destinations.length > 0,
  );
  const mark = running?.['mark'] ?? route.mark;
  const { written, places } = signsOf(route, running);
  const marked = all.filter(({ index }) => mark === routeMark(object, index));
  if (marked.length > 0) return bySigns([...written, ...places], marked, hits) ?? choose(marked, hits);
  if (mark === undefined) return bySigns([...written, ...places], all, hits); // a plan that an older version made
  return isSplit(running) ? bySigns(written, all, []) : undefined;
}

/** Tells by its destinations whether a route can be ours. */
type Sign = (destinations: RouteDestination[]) => boolean;

/** Those of what the release has written, and those of where it led before. */
function signsOf(route: SplitRoute, running: RouteFence | undefined): { written: Sign[]; places: Sign[] } {
  const { namespace, before } = route;
  const written = running?.written;
  return {
    written: written
      ? [
          (destinations) => difference(written, destinations, namespace) === undefined,
          (destinations) => samePlaces(written, destinations, namespace),
        ]
      : [],
    places: [
      (destinations) => samePlaces(before, destinations, namespace),
      (destinations) => goesToOurs(route, destinations),
    ],
  };
}

/** What goes to one place alone tells nothing: a neighbour may, too. */
const isSplit = (running: RouteFence | undefined): boolean => (running?.written ?? []).length > 1;

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
