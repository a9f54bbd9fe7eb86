import type { Fence } from '../../domain/fence.js';
import type { Destination, MeshRoute, Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { fullHost } from '../traffic/route-destinations.js';
import { assemblePlan } from './assemble-plan.js';
import { canaryHostOf } from './canary-host.js';
import { canaryName, checkCanary } from './check-canary.js';
import { checkParents } from './check-parents.js';
import { checkPorts } from './check-ports.js';
import { checkRoute, type RouteFacts } from './check-route.js';
import { checkRuled, type Serving } from './check-ruled.js';
import { checkService } from './check-service.js';
import { checkSource } from './check-source.js';
import { checkStable } from './check-stable.js';
import { checkTemplate } from './check-template.js';
import type { Findings } from './findings.js';
import type { RouteSpec } from './named-route.js';
import { planPods } from './plan-pods.js';
import type { Seen } from './seen.js';
import { serviceOfHost } from './service-of-host.js';

/** The plan of a release from what was read of the cluster; what speaks against it goes to the findings. */
export function makePlan(spec: ReleaseSpec, fence: Fence, seen: Seen, findings: Findings): Plan | undefined {
  const { traffic } = spec;
  if (traffic.kind === 'replicas') return planPods({ ...spec, traffic }, fence, seen.survey, findings);
  return planRoute({ ...spec, traffic }, fence, seen, findings);
}

function planRoute(spec: RouteSpec, fence: Fence, seen: Seen, findings: Findings): Plan | undefined {
  const { survey } = seen;
  checkSource(spec, survey, findings);
  const service = checkService(spec, survey, findings);
  const route = checkRoute(spec, fence, survey, findings);
  const port = service && route && checkPorts(service, portOf(spec, route), seen, findings);
  const found =
    service && route && checkStable(spec, { service, route, canaryName: canaryName(spec) }, survey, findings);
  const stable = found === 'first' ? undefined : found;
  const host = canaryHostOf(spec.traffic);
  const ownService = host === undefined ? undefined : serviceOfHost(host, spec.namespace, survey.services);
  const canary = service && found && checkCanary(spec, { service, ownService, stable }, survey, findings);
  const meshRoute = route && checkWays(spec, route, { serving: { stable: found, canary }, seen }, findings);
  if (service && canary) checkTemplate(spec, { service, stable, canary }, survey, findings);
  if (!service || !route || !found || !canary || port === undefined) return undefined;
  return assemblePlan(spec, { fence, service, route, stable, canary, port, meshRoute }, seen, findings);
}

function checkWays(
  spec: RouteSpec,
  route: RouteFacts,
  { serving, seen }: { serving: Serving; seen: Seen },
  findings: Findings,
): MeshRoute | undefined {
  if (spec.traffic.kind !== 'gateway-api') return checkRuled(spec, route, { serving, seen }, findings);
  checkParents(spec, route, seen, findings);
  return undefined;
}

/** Where the route's requests go, as far as it says something of the users' Service: a version's may have other ports. */
function portOf({ traffic, namespace, service }: RouteSpec, { now: { destination } }: RouteFacts): Destination {
  const isUsers = fullHost(destination.host, namespace) === fullHost(service, namespace);
  return traffic.kind !== 'gateway-api' || isUsers ? destination : { host: service };
}
