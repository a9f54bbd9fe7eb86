import type { Route } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { gatewayRouter } from './gateway-api.js';
import { istioRouter } from './istio.js';
import { replicasRouter } from './replicas.js';
import { SeenRoutes } from './seen-routes.js';
import type { TrafficRouter } from './traffic-router.js';

/** The adapter for a release's route. `service` is the key of its fence there: `namespace/service`. */
export function routerFor(cluster: Cluster, route: Route, service: string, seen = new SeenRoutes()): TrafficRouter {
  if (route.kind === 'replicas') return replicasRouter(cluster, route);
  if (route.kind === 'gateway-api') return gatewayRouter(cluster, route, service, seen);
  return istioRouter(cluster, route, service, seen); // also what an older version planned, without a kind
}
