import type { Fence } from '../../domain/fence.js';
import type { RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { fencePatch, isSameFence } from '../kubernetes/fence-annotation.js';
import type { JsonPatch } from '../kubernetes/json-patch.js';
import { pointer } from '../kubernetes/json-patch.js';
import { valueAt } from '../kubernetes/json-value.js';
import { difference } from './compare-destinations.js';
import { routeMark } from './locate-route.js';
import type { RouteReading } from './read-route.js';
import { formOf, objectOf } from './route-form.js';

/** A release's route, the service (`namespace/service`) and the act on whose behalf it is written. */
export interface Writer<Route = SplitRoute> {
  route: Route;
  service: string;
  fence: Fence;
}

/** What is to be written: the destinations, and for the annotation the weight that they mean. */
export interface Wanted {
  destinations: RouteDestination[];
  weight: Weight;
  /** What was missing for them and is there now. */
  needs: Record<string, string[]>;
  ended?: true;
  /** When the end gave some requests another destination. */
  movedAt?: number;
}

/**
 * Writes the route's destinations and our annotation in one patch that is refused when the object is not as it was read.
 * The annotation alone when the destinations are right; nothing at all when both are: then it answers false.
 */
export async function writeRoute(
  cluster: Cluster,
  { route, service, fence }: Writer,
  { reading, wanted }: { reading: RouteReading; wanted: Wanted },
  signal: AbortSignal,
): Promise<boolean> {
  const { found, object } = reading;
  const change = destinationsPatch(reading, wanted, route.namespace);
  const isNoted = isSameFence(reading.fence, fence) && reading.fence?.ended === wanted.ended;
  if (change.length === 0 && isNoted && reading.fence?.weight === wanted.weight) return false;
  const { destinations, needs, ...details } = wanted;
  const written = destinations.map(({ destination, weight }) => ({
    destination,
    ...(weight === undefined ? {} : { weight }),
  }));
  const before = wanted.ended ? {} : { before: route.before, canary: route.canary };
  const record = { ...fence, ...details, ...needs, written, ...before, mark: routeMark(object, found.index) };
  await cluster.patch(objectOf(route), [...fencePatch(object, service, record), ...change], signal);
  return true;
}

function destinationsPatch({ found, object }: RouteReading, wanted: Wanted, namespace: string): JsonPatch {
  const isRight = difference(wanted.destinations, found.destinations, namespace) === undefined;
  const hasForm =
    !wanted.ended || JSON.stringify(weights(wanted.destinations)) === JSON.stringify(weights(found.destinations));
  if (isRight && hasForm) return [];
  const { routes, destinations, write } = formOf(object);
  const path = pointer('spec', routes, found.index, destinations);
  const value = valueAt(object, 'spec', routes, found.index, destinations);
  return [
    { op: 'test', path, value },
    { op: 'replace', path, value: wanted.destinations.map(write) },
  ];
}

/** At the end the weights are written as they were before, or left away as they were. */
function weights(destinations: RouteDestination[]) {
  return destinations.map(({ weight }) => weight ?? null);
}
