import type { SplitRoute } from '../../domain/plan.js';
import type { ForeignEdit } from '../../domain/watch-report.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { showDirect } from '../kubernetes/fence-annotation.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { lastEditor } from '../kubernetes/last-editor.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { difference } from './compare-destinations.js';
import { type FoundRoute, type RouteFence, routeFence } from './find-route.js';
import { locateRoute } from './locate-route.js';
import { formOf, objectOf } from './route-form.js';

/** The release's route as it is now, and what our annotation says of it. */
export interface RouteReading {
  object: KubernetesObject;
  fence: RouteFence | undefined;
  found: FoundRoute;
}

/** Reads the route; without one, the words for what is missing. */
export async function readRoute(
  cluster: Cluster,
  route: SplitRoute,
  service: string,
  signal: AbortSignal,
): Promise<RouteReading | string> {
  const reference = objectOf(route);
  const object = await cluster.get(reference.kind, reference.namespace, reference.name, signal);
  return object ? routeIn(object, route, service) : `${nameOf(reference)} is gone`;
}

/** The route in an object that was read; without one, the words for what is missing. */
export function routeIn(object: KubernetesObject, route: SplitRoute, service: string): RouteReading | string {
  const fence = routeFence(object, service);
  const found = locateRoute(object, route, fence);
  return found ? { object, fence, found } : `${nameOf(objectOf(route))} has lost the route of ${service}`;
}

/**
 * Somebody else's edit of the route's destinations, their weights, or our annotation, against what was written last;
 * against what was there before the release while nothing of ours is. `asked`: the weight that the release has written.
 */
export function foreignEdit(
  { object, fence, found }: RouteReading,
  { before, namespace }: SplitRoute,
  asked = 0,
): ForeignEdit | undefined {
  const by = lastEditor(object, formOf(object).routes);
  const running = fence && !fence.ended ? fence : undefined;
  if (running?.direct) return { what: showDirect(running.direct), by: running.direct.by };
  if (running?.written) {
    const what = difference(running.written, found.destinations, namespace);
    return what === undefined ? undefined : { what, by };
  }
  // It may be the release's own end, whose answer was lost.
  const isAsLeft = fence?.written && difference(fence.written, found.destinations, namespace) === undefined;
  if (isAsLeft && (asked === 0 || asked === fence.weight)) return undefined;
  const lost = 'our annotation was taken away';
  const what = difference(before, found.destinations, namespace);
  if (asked > 0) return { what: what === undefined ? `${lost}, all is as before the release` : `${lost}, ${what}`, by };
  return what === undefined ? undefined : { what, by };
}
