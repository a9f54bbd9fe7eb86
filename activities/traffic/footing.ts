import type { Fence } from '../../domain/fence.js';
import type { Destination, SplitRoute } from '../../domain/plan.js';
import type { ForeignEdit } from '../../domain/watch-report.js';
import type { Cluster, ObjectReference } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { RouteFence } from './find-route.js';
import type { SeenRoutes } from './seen-routes.js';

/**
 * What a route's destinations stand on, each by its name: subsets of a DestinationRule, or Services. A release makes those
 * that are missing.
 */
export interface Footing {
  /** The list in our annotation of those that the split needs and that were missing. */
  list: 'subsets' | 'services';
  /** Those that the preflight found missing. */
  missing: string[];
  /** Where they are. */
  objects: ObjectReference[];
  /** Stable's own, which the end takes away when we had made it. */
  stables?: string;
  under: (destination: Destination) => string;
  look: (signal: AbortSignal) => Promise<Found>;
  /** Makes those of `names` that were not found. @throws Trouble as the API server's. */
  make: (names: string[], found: Found, fence: Fence, signal: AbortSignal) => Promise<void>;
  /**
   * Waits until those who send requests know these. How long is read from the cluster, so another try, or another worker,
   * waits as well. @throws Trouble `Unavailable` when that takes long.
   */
  known: (names: string[], signal: AbortSignal) => Promise<void>;
  /**
   * Takes away what we made and no route names any more, once nobody can still send requests there. `movedAt`: when the
   * route left some that had requests, in milliseconds since 1970. @throws Trouble `Unavailable` when that takes long.
   */
  remove: (fence: Fence, movedAt: number | undefined, signal: AbortSignal) => Promise<void>;
  /** What those who carry the route out have not taken up, as they say; undefined: all is, or nobody tells. */
  waits?: (route: KubernetesObject) => string | undefined;
}

/** What there is of it now, and who has written that last. */
export interface Found {
  names: string[];
  by: string;
  /** The object that they are in, where they share one. */
  object?: KubernetesObject;
}

/** A release's route, and what its destinations stand on. `service` is the key of its fence there: `namespace/service`. */
export interface Split {
  cluster: Cluster;
  route: SplitRoute;
  service: string;
  footing: Footing;
  seen: SeenRoutes;
}

/** What the running release needs and somebody has taken away. */
export function lostFooting(
  { list }: Footing,
  fence: RouteFence | undefined,
  found: Found | undefined,
): ForeignEdit | undefined {
  if (!found || !fence || fence.ended) return undefined;
  const gone = fence[list]?.find((name) => !found.names.includes(name));
  if (gone === undefined) return undefined;
  const what = list === 'subsets' ? `subset ${gone} is gone from its DestinationRule` : `Service ${gone} is gone`;
  return { what, by: found.by };
}
