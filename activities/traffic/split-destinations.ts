import type { Destination, RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { sameDestination } from './route-destinations.js';

/**
 * The destinations that give the canary `weight`: stable with the rest. Entries that are there keep their place and their
 * other fields. Without a stable there is no split: the canary has everything, or, at 0, the route is as it was before.
 * `listCanary`: whether a canary with weight 0 is listed, too, though it is not yet.
 */
export function splitDestinations(
  route: SplitRoute,
  current: RouteDestination[],
  weight: Weight,
  listCanary: boolean,
): RouteDestination[] {
  if (!route.stable) return weight > 0 ? promotedDestinations(route, current) : restoredDestinations(route, current);
  const known = [...current, ...route.before];
  const stable = { ...entryFor(known, route.stable, route.namespace), weight: 100 - weight };
  const canary = { ...entryFor(known, route.canary, route.namespace), weight };
  const isListed = current.some((each) => sameDestination(each.destination, route.canary, route.namespace));
  if (weight === 0 && !isListed && !listCanary) return [stable];
  return isBefore(current, route) ? [canary, stable] : [stable, canary];
}

/** The canary alone; beside a stable with 0 where the route listed both before, as routes by role do. */
export function promotedDestinations(route: SplitRoute, current: RouteDestination[]): RouteDestination[] {
  const { before, canary, namespace, stable } = route;
  const wasListed = before.some((each) => sameDestination(each.destination, canary, namespace));
  if (stable && wasListed) return splitDestinations(route, current, 100, true);
  const { weight: _, ...entry } = entryFor([...current, ...before], canary, namespace);
  const alone = before.length === 1 && before[0];
  const all = alone ? alone.weight : 100;
  return [all === undefined ? entry : { ...entry, weight: all }];
}

/** The destinations as they were before the release; fields that somebody else has changed since are kept. */
export function restoredDestinations(
  { before, namespace }: SplitRoute,
  current: RouteDestination[],
): RouteDestination[] {
  if (before.length === 0) return current;
  return before.map((entry) => {
    const now = current.find(({ destination }) => sameDestination(destination, entry.destination, namespace));
    const { weight: _, ...rest } = now ?? entry;
    return { ...rest, ...(entry.weight === undefined ? {} : { weight: entry.weight }) };
  });
}

function entryFor(known: RouteDestination[], wanted: Destination, namespace: string): RouteDestination {
  return known.find(({ destination }) => sameDestination(destination, wanted, namespace)) ?? { destination: wanted };
}

function isBefore(current: RouteDestination[], { canary, namespace, stable }: SplitRoute): boolean {
  const place = (wanted: Destination) =>
    current.findIndex(({ destination }) => sameDestination(destination, wanted, namespace));
  return stable !== undefined && place(canary) >= 0 && place(canary) < place(stable);
}
