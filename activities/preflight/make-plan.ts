import type { Fence } from '../../domain/fence.js';
import type { Destination, Plan, SplitRoute } from '../../domain/plan.js';
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
import { checkParents, isForService } from './check-parents.js';
import { checkPods } from './check-pods.js';
import { checkPorts } from './check-ports.js';
import { checkPreviewService } from './check-preview-service.js';
import { checkRoute, type RouteFacts } from './check-route.js';
import { checkRuled } from './check-ruled.js';
import { checkService } from './check-service.js';
import { checkSource } from './check-source.js';
import { checkStable } from './check-stable.js';
import type { Findings } from './findings.js';
import type { RouteSpec } from './named-route.js';
import { ownedObjects } from './owned-objects.js';
import { planPods } from './plan-pods.js';
import { plannedVersions } from './planned-versions.js';
import { serviceOfHost } from './service-of-host.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Seen {
  survey: Survey;
  bareShare: number | undefined;
}

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
  if (route && spec.traffic.kind === 'gateway-api') checkParents(spec, route, survey, findings);
  else if (route) checkRuled(spec, route, survey, findings);
  if (!service || !route) return undefined;
  const port = checkPorts(service, portOf(spec, route), findings);
  const found = checkStable(spec, { service, route, canaryName: canaryName(spec) }, survey, findings);
  if (!found) return undefined;
  const stable = found === 'first' ? undefined : found;
  const host = canaryHostOf(spec.traffic);
  const ownService = host === undefined ? undefined : serviceOfHost(host, spec.namespace, survey.services);
  const canary = checkCanary(spec, { service, ownService, stable }, survey, findings);
  if (!canary || port === undefined) return undefined;
  return planOf(spec, { fence, service, route, stable, canary, port }, seen, findings);
}

interface Parts {
  fence: Fence;
  service: KubernetesObject;
  route: RouteFacts;
  stable: Version | undefined;
  canary: CanaryFacts;
  port: number;
}

function planOf(spec: RouteSpec, parts: Parts, { survey, bareShare }: Seen, findings: Findings): Plan {
  const { fence, route, stable, canary, port } = parts;
  const destinations = splitOf(spec, parts, survey, findings);
  checkOtherRoutes(spec, { route, canary, destinations }, survey, findings);
  const made = destinations.kind === 'gateway-api' ? destinations.missingServices : [];
  checkPreviewService(spec, { canary, made }, survey, findings);
  checkOtherServices(spec, { canary, destinations }, survey, findings);
  const isRuled = spec.traffic.kind !== 'gateway-api' || isForService(spec, route.object);
  checkPods(spec, { stable, canary, bareShare: isRuled ? bareShare : undefined }, survey, findings);
  checkOwners(spec, ownedObjects(spec, { route, stable, canary, destinations }, survey), findings);
  checkHeld(spec, fence, survey, findings);
  const autoscaling = checkAutoscalers(spec, { stable, canary }, survey, findings);
  if (stable) noteBudgets(stable, canary, survey, findings);
  const versions = plannedVersions(spec, { stable, canary, port }, findings);
  return {
    ...versions,
    canary: { ...versions.canary, replicas: firstPods(spec, canary, autoscaling) },
    route: destinations,
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
  return checkDestinations({ ...spec, traffic }, parts, survey, findings);
}

/** Where the route's requests go, as far as it says something of the users' Service: a version's may have other ports. */
function portOf({ traffic, namespace, service }: RouteSpec, { now: { destination } }: RouteFacts): Destination {
  const isUsers = fullHost(destination.host, namespace) === fullHost(service, namespace);
  return traffic.kind !== 'gateway-api' || isUsers ? destination : { host: service };
}
