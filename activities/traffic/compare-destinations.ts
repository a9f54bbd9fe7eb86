import type { Destination, RouteDestination } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { sameDestination } from './route-destinations.js';

/** The weight of an entry as it is taken: the only one has everything, whatever it says; none said is none. */
export function weightIn(destinations: RouteDestination[], entry: RouteDestination): number {
  return destinations.length === 1 ? 100 : (entry.weight ?? 0);
}

/** The destinations that have requests. */
export function served(destinations: RouteDestination[]): RouteDestination[] {
  return destinations.filter((entry) => weightIn(destinations, entry) > 0);
}

/** The share of all requests that go to a destination, in percent. */
export function shareOf(destinations: RouteDestination[], wanted: Destination, namespace: string): Weight {
  const total = destinations.reduce((sum, entry) => sum + weightIn(destinations, entry), 0);
  const entry = destinations.find(({ destination }) => sameDestination(destination, wanted, namespace));
  return entry && total > 0 ? (100 * weightIn(destinations, entry)) / total : 0;
}

/**
 * How `actual` differs from `expected` in its destinations and weights, for a person: "v2 has 35, not 10". Undefined when
 * it does not; their order and other fields say nothing.
 */
export function difference(
  expected: RouteDestination[],
  actual: RouteDestination[],
  namespace: string,
): string | undefined {
  const find = (list: RouteDestination[], wanted: RouteDestination) =>
    list.find(({ destination }) => sameDestination(destination, wanted.destination, namespace));
  const changed = expected.flatMap((entry) => {
    const weight = weightIn(expected, entry);
    const now = find(actual, entry);
    if (!now) return [`${nameOf(entry)} is gone`];
    return weightIn(actual, now) === weight ? [] : [`${nameOf(entry)} has ${weightIn(actual, now)}, not ${weight}`];
  });
  const added = actual.flatMap((entry) =>
    find(expected, entry) ? [] : [`${nameOf(entry)} was added with ${weightIn(actual, entry)}`],
  );
  const all = [...changed, ...added];
  return all.length === 0 ? undefined : all.join(', ');
}

/** Whether both go to the same places, with whatever weights. */
export function samePlaces(one: RouteDestination[], other: RouteDestination[], namespace: string): boolean {
  const isIn = (list: RouteDestination[]) => (entry: RouteDestination) =>
    list.some(({ destination }) => sameDestination(destination, entry.destination, namespace));
  return one.every(isIn(other)) && other.every(isIn(one));
}

function nameOf({ destination: { host, subset } }: RouteDestination): string {
  return subset ?? host;
}
