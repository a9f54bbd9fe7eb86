import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { cameBy } from './came.js';
import type { Findings } from './findings.js';
import { cameByGateway, gatewaysOf } from './gateway-pods.js';
import type { RouteSpec } from './named-route.js';
import { holdersOf } from './rulers.js';
import type { Seen } from './seen.js';

/** What else is for the same host in the mesh. What came by a gateway that is not the other's has come by the route. */
export function checkRivals(
  spec: RouteSpec,
  { virtualService, own }: { virtualService: KubernetesObject; own: KubernetesObject[] },
  { survey, callers, gateways }: Seen,
  findings: Findings,
): void {
  for (const rival of holdersOf(spec, { own, loosely: false }, survey)) {
    const ruled = own.flatMap(gatewaysOf).filter((each) => !gatewaysOf(rival).includes(each));
    findings.way({
      text: `${showObject(rival)} is for the host ${spec.service} in the mesh, as ${showObject(virtualService)} is: proxies go by one of the two, and that may be the wrong one.`,
      came: cameBy(
        callers,
        'request',
        (caller) => caller.service === spec.service && !caller.isBare && !cameByGateway(caller, ruled, gateways),
      ),
      remedy: rival.kind === virtualService.kind ? 'Merge the two' : 'Delete one of the two',
    });
  }
}
