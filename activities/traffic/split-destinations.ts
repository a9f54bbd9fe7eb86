import type { Destination, RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { served } from './compare-destinations.js';
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
  const stable = { ...entryFor(known, route.stable, route), weight: 100 - weight };
  const canary = { ...entryFor(known, route.canary, route), weight };
  const isListed = current.some((each) => sameDestination(each.destination, route.canary, route.namespace));
  return inOrder(route, current, weight === 0 && !isListed && !listCanary ? [stable] : [stable, canary]);
}

/** Without stable; with it, at 0, where the route listed the canary before, as routes by role do. */
export function promotedDestinations(route: SplitRoute, current: RouteDestination[]): RouteDestination[] {
  const { before, canary, namespace, stable } = route;
  const wasListed = before.some((each) => sameDestination(each.destination, canary, namespace));
  if (stable && wasListed) return splitDestinations(route, current, 100, true);
  const { weight: _, ...entry } = entryFor([...current, ...before], canary, route);
  const alone = before.length === 1 && before[0];
  const all = alone ? alone.weight : 100;
  return inOrder(route, current, [all === undefined ? entry : { ...entry, weight: all }]);
}

/** The destinations as they were before the release; fields that somebody else has changed since are kept. */
export function restoredDestinations(
  { before, namespace }: SplitRoute,
  current: RouteDestination[],
): RouteDestination[] {
  if (before.length === 0) return current;
  return before.map((entry) => asBefore(entry, current, namespace));
}

/** With the weight that it had, or none, and the fields that it has now. */
function asBefore(entry: RouteDestination, current: RouteDestination[], namespace: string): RouteDestination {
  const now = current.find(({ destination }) => sameDestination(destination, entry.destination, namespace));
  const { weight: _, ...rest } = now ?? entry;
  return { ...rest, ...(entry.weight === undefined ? {} : { weight: entry.weight }) };
}

/**
 * The entry that is there; else a new one, which does with its requests what stable's does, or the one that had them before
 * the release: headers of Istio's, filters of the Gateway API.
 */
function entryFor(
  known: RouteDestination[],
  wanted: Destination,
  { before, namespace, stable }: SplitRoute,
): RouteDestination {
  const find = (destination: Destination) =>
    known.find((each) => sameDestination(each.destination, destination, namespace));
  const found = find(wanted);
  if (found) return found;
  const former = (stable && find(stable)) ?? served(before)[0];
  const fields = ['headers', 'filters'].filter((name) => former?.[name] !== undefined);
  return { destination: wanted, ...Object.fromEntries(fields.map((name) => [name, structuredClone(former?.[name])])) };
}

/**
 * The entries of the versions among those that the route listed before with nothing, which stay as they are: each at its
 * own place, else at that of the one that had the requests, else at the end.
 */
function inOrder(route: SplitRoute, current: RouteDestination[], own: RouteDestination[]): RouteDestination[] {
  const { before, namespace } = route;
  const isSame = (one: RouteDestination) => (other: RouteDestination) =>
    sameDestination(one.destination, other.destination, namespace);
  const left = [...own];
  const take = (wanted: (entry: RouteDestination) => boolean): RouteDestination[] => {
    const place = left.findIndex(wanted);
    return place < 0 ? [] : left.splice(place, 1);
  };
  const frame = before.length > 0 ? before : current.filter((entry) => own.some(isSame(entry)));
  const isElsewhere = (entry: RouteDestination) => frame.some(isSame(entry));
  const [serving] = served(frame);
  const placed = frame.flatMap((entry) => {
    if (own.some(isSame(entry))) return take(isSame(entry));
    if (entry === serving) return take((each) => !isElsewhere(each));
    return isVersion(route, entry) ? [] : [asBefore(entry, current, namespace)];
  });
  return [...placed, ...left];
}

function isVersion({ stable, canary, namespace }: SplitRoute, { destination }: RouteDestination): boolean {
  return [canary, ...(stable ? [stable] : [])].some((each) => sameDestination(each, destination, namespace));
}
