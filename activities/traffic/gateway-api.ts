import type { GatewayRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { serviceIn } from './backend-refs.js';
import type { Footing } from './footing.js';
import { haveEndpoints } from './have-endpoints.js';
import { haveLeft } from './have-left.js';
import { namesService } from './names-service.js';
import { unsettled } from './parent-status.js';
import { routesOfNamespace } from './routes-of-namespace.js';
import { SeenRoutes } from './seen-routes.js';
import { splitRouter } from './split-router.js';
import type { TrafficRouter } from './traffic-router.js';
import { madeServices, makeVersionService, removeVersionService } from './version-services.js';
import type { Writer } from './write-route.js';

/**
 * Splits one rule of an HTTPRoute or GRPCRoute of the Gateway API between Services of one version each, and makes those
 * that are missing. `service` is the key of the release's fence there: `namespace/service`.
 */
export function gatewayRouter(
  cluster: Cluster,
  route: GatewayRoute,
  service: string,
  seen = new SeenRoutes(),
): TrafficRouter {
  return splitRouter({ cluster, route, service, seen, footing: serviceFooting(cluster, route, service) });
}

function serviceFooting(cluster: Cluster, route: GatewayRoute, service: string): Footing {
  const { namespace, missingServices, stableService } = route;
  const known = [...missingServices, ...(stableService ? [stableService] : [])];
  return {
    list: 'services',
    missing: missingServices.map(({ name }) => name),
    objects: missingServices.map(({ name }) => ({ kind: 'Service', namespace, name })),
    ...(stableService ? { stables: stableService.name } : {}),
    under: serviceIn,
    async look(signal) {
      const names = new Set(known.map(({ name }) => name));
      const found = await Promise.all([...names].map((name) => cluster.get('Service', namespace, name, signal)));
      return { names: found.flatMap((each) => each?.metadata.name ?? []), by: 'somebody' };
    },
    async make(names, _found, fence, signal) {
      const wanted = names.flatMap((name) => known.find((each) => each.name === name) ?? []);
      const writer = { route, service, fence };
      await Promise.all(wanted.map((each) => makeVersionService(cluster, writer, each, signal)));
    },
    known: (names, signal) => haveEndpoints(cluster, namespace, names, signal),
    remove: (fence, movedAt, signal) => removeUnnamed(cluster, { route, service, fence }, movedAt, signal),
    waits: unsettled,
  };
}

/** Takes away the Services that we made for the service and that no route of the namespace names any more. */
async function removeUnnamed(
  cluster: Cluster,
  writer: Writer<GatewayRoute>,
  movedAt: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = writer.route;
  const made = await madeServices(cluster, { namespace, service: writer.service }, signal);
  if (made.length === 0) return;
  const { routes } = await routesOfNamespace(cluster, namespace, signal);
  const unnamed = made.filter(({ metadata }) => !routes.some((each) => namesService(each, metadata.name, namespace)));
  if (unnamed.length > 0 && movedAt !== undefined) await haveLeft(cluster, writer.route, movedAt, signal);
  for (const { metadata } of unnamed) await removeVersionService(cluster, writer, metadata.name, signal);
}
