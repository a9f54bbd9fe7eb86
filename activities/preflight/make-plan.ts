import type { Fence } from '../../domain/fence.js';
import type { Destination, MeshRoute, Plan, SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from '../traffic/route-destinations.js';
import type { CanaryFacts } from './canary-facts.js';
import { canaryHostOf } from './canary-host.js';
import { checkAutoscalers } from './check-autoscalers.js';
import { checkBackends } from './check-backends.js';
import { noteBudgets } from './check-budgets.js';
import { canaryName, checkCanary } from './check-canary.js';
import { checkDestinations } from './check-destinations.js';
import { checkHeld } from './check-held.js';
import { checkOtherRoutes } from './check-other-routes.js';
import { checkOtherServices } from './check-other-services.js';
import { checkOwners } from './check-owners.js';
import { checkParents } from './check-parents.js';
import { checkPods } from './check-pods.js';
import { checkPorts } from './check-ports.js';
import { checkPreviewService } from './check-preview-service.js';
import { checkRoute, type RouteFacts } from './check-route.js';
import { checkRules } from './check-rules.js';
import { checkRuled, type Serving } from './check-ruled.js';
import { checkService } from './check-service.js';
import { checkSource } from './check-source.js';
import { checkStable } from './check-stable.js';
import { checkTemplate } from './check-template.js';
import type { Findings } from './findings.js';
import { isForService } from './is-for-service.js';
import type { RouteSpec } from './named-route.js';
import { ownedObjects } from './owned-objects.js';
import { planPods } from './plan-pods.js';
import { plannedVersions } from './planned-versions.js';
import type { Seen } from './seen.js';
import { isDelegate } from './rulers.js';
import { serviceOfHost } from './service-of-host.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

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
  return planOf(spec, { fence, service, route, stable, canary, port, meshRoute }, seen, findings);
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

interface Parts {
  fence: Fence;
  service: KubernetesObject;
  route: RouteFacts;
  stable: Version | undefined;
  canary: CanaryFacts;
  port: number;
  meshRoute: MeshRoute | undefined;
}

function planOf(spec: RouteSpec, parts: Parts, { survey, callers }: Seen, findings: Findings): Plan {
  const { fence, route, stable, canary, port } = parts;
  const destinations = splitOf(spec, parts, survey, findings);
  if (destinations.kind === 'istio')
    checkRules(
      spec,
      {
        object: route.object,
        destinations,
        isForAll: destinations.meshRoute !== undefined || isDelegate(route.object),
      },
      { survey, callers },
      findings,
    );
  const elsewhere = checkOtherRoutes(spec, { route, canary, destinations }, { survey, callers }, findings);
  const made = destinations.kind === 'gateway-api' ? destinations.missingServices : [];
  checkPreviewService(spec, { canary, made }, survey, findings);
  checkOtherServices(spec, { canary, destinations }, { survey, callers }, findings);
  const isRuled = spec.traffic.kind !== 'gateway-api' || isForService(spec, route.object);
  checkPods(spec, { stable, canary, callers, isRuled }, survey, findings);
  checkOwners(spec, ownedObjects(spec, { route, stable, canary, destinations }, survey), findings);
  checkHeld(spec, fence, survey, findings);
  const autoscaling = checkAutoscalers(spec, { stable, canary }, survey, findings);
  if (stable) noteBudgets(stable, canary, survey, findings);
  const versions = plannedVersions(spec, { stable, canary, port }, findings);
  return {
    ...versions,
    canary: { ...versions.canary, replicas: firstPods(spec, canary, autoscaling) },
    route: elsewhere ? { ...destinations, elsewhere } : destinations,
    ...(autoscaling ? { autoscaling } : {}),
    notes: findings.notes,
  };
}

/** One that the release scales begins with few pods: more come before each weight. */
function firstPods(
  { canary: { source } }: ReleaseSpec,
  { replicas }: CanaryFacts,
  scaled: Plan['autoscaling'],
): number {
  if (!scaled?.make || source.kind === 'found') return replicas;
  const { min, max } = scaled.make;
  return source.kind === 'image' ? min : Math.min(max, Math.max(min, replicas));
}

function splitOf(spec: RouteSpec, parts: Parts, survey: Survey, findings: Findings): SplitRoute {
  const { traffic } = spec;
  if (traffic.kind === 'gateway-api') return checkBackends({ ...spec, traffic }, parts, survey, findings);
  const { meshRoute } = parts;
  const versions = { ...parts, isForAll: meshRoute !== undefined || isDelegate(parts.route.object) };
  const route = checkDestinations({ ...spec, traffic }, versions, survey, findings);
  return { ...route, ...(meshRoute ? { meshRoute } : {}) };
}

/** Where the route's requests go, as far as it says something of the users' Service: a version's may have other ports. */
function portOf({ traffic, namespace, service }: RouteSpec, { now: { destination } }: RouteFacts): Destination {
  const isUsers = fullHost(destination.host, namespace) === fullHost(service, namespace);
  return traffic.kind !== 'gateway-api' || isUsers ? destination : { host: service };
}
