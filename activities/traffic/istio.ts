import type { IstioRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { lastEditor } from '../kubernetes/last-editor.js';
import { besideMesh } from './beside-mesh.js';
import type { Footing } from './footing.js';
import { makeSubsets } from './make-subsets.js';
import { meshHears, meshLeaves } from './mesh-hears.js';
import { removeSubsets } from './remove-subsets.js';
import { meshSplit } from './mesh-route.js';
import { SeenRoutes } from './seen-routes.js';
import { splitRouter } from './split-router.js';
import { subsetsOf } from './subsets.js';
import type { TrafficRouter } from './traffic-router.js';

/**
 * Splits one HTTP route of an Istio VirtualService, and makes the subsets it needs in a DestinationRule; where the plan says
 * so, also the route of ours for clients in the mesh. `service` is the key of the release's fence there: `namespace/service`.
 */
export function istioRouter(
  cluster: Cluster,
  route: IstioRoute,
  service: string,
  seen = new SeenRoutes(),
): TrafficRouter {
  const router = splitRouter({ cluster, route, service, seen, footing: subsetFooting(cluster, route, service) });
  if (!route.meshRoute) return router;
  const mesh = meshSplit(route, route.meshRoute);
  const beside = splitRouter({ cluster, route: mesh, service, seen, footing: subsetFooting(cluster, mesh, service) });
  const { host } = route.meshRoute;
  return besideMesh({ cluster, service, named: { route, router }, mesh: { route: mesh, router: beside, host } });
}

function subsetFooting(cluster: Cluster, route: IstioRoute, service: string): Footing {
  const { namespace, destinationRule, missingSubsets, stableSubset } = route;
  const known = [...missingSubsets, ...(stableSubset ? [stableSubset] : [])];
  return {
    list: 'subsets',
    missing: missingSubsets.map(({ name }) => name),
    objects: [{ kind: 'DestinationRule', namespace, name: destinationRule.name }],
    ...(stableSubset ? { stables: stableSubset.name } : {}),
    under: ({ subset = '' }) => subset,
    async look(signal) {
      const rule = await cluster.get('DestinationRule', namespace, destinationRule.name, signal);
      const names = subsetsOf(rule).map(({ name }) => name);
      return rule ? { names, by: lastEditor(rule, 'subsets'), object: rule } : { names, by: 'unknown' };
    },
    make(names, { object: rule }, fence, signal) {
      const wanted = names.flatMap((name) => known.find((each) => each.name === name) ?? []);
      return makeSubsets(cluster, { route, service, fence }, { rule, wanted }, signal);
    },
    known: (_, signal) => meshHears(cluster, route, signal),
    async remove(fence, movedAt, signal) {
      await meshLeaves(movedAt, signal);
      await removeSubsets(cluster, { route, service, fence }, signal);
    },
  };
}
