import type { Fence } from '../../domain/fence.js';
import type { MeshRoute, Plan, SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { CanaryFacts } from './canary-facts.js';
import { checkAutoscalers } from './check-autoscalers.js';
import { checkBackends } from './check-backends.js';
import { noteBudgets } from './check-budgets.js';
import { checkDestinations } from './check-destinations.js';
import { checkHeld } from './check-held.js';
import { checkOtherRoutes } from './check-other-routes.js';
import { checkOtherServices } from './check-other-services.js';
import { checkOwners } from './check-owners.js';
import { checkPods } from './check-pods.js';
import { checkPreviewService } from './check-preview-service.js';
import { type RouteFacts } from './check-route.js';
import { checkToldApart } from './check-told-apart.js';
import { checkRules } from './check-rules.js';
import type { Findings } from './findings.js';
import { isForService } from './is-for-service.js';
import type { RouteSpec } from './named-route.js';
import { ownedObjects } from './owned-objects.js';
import { plannedVersions } from './planned-versions.js';
import { isDelegate } from './rulers.js';
import type { Seen } from './seen.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

/** What a plan is made of. */
export interface Parts {
  fence: Fence;
  service: KubernetesObject;
  route: RouteFacts;
  stable: Version | undefined;
  canary: CanaryFacts;
  port: number;
  meshRoute: MeshRoute | undefined;
}

/** The plan of these parts; what speaks against them together goes to the findings. */
export function assemblePlan(spec: RouteSpec, parts: Parts, seen: Seen, findings: Findings): Plan {
  const { survey, callers } = seen;
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
      seen,
      findings,
    );
  const elsewhere = checkOtherRoutes(spec, { route, canary, destinations }, seen, findings);
  const made = destinations.kind === 'gateway-api' ? destinations.missingServices : [];
  checkPreviewService(spec, { canary, made }, survey, findings);
  checkOtherServices(spec, { canary, destinations }, seen, findings);
  const isRuled = spec.traffic.kind !== 'gateway-api' || isForService(spec, route.object);
  checkPods(spec, { stable, canary, callers, isRuled }, survey, findings);
  checkOwners(spec, ownedObjects(spec, { route, stable, canary, destinations }, survey), findings);
  checkHeld(spec, fence, survey, findings);
  const autoscaling = checkAutoscalers(spec, { stable, canary }, survey, findings);
  if (stable) noteBudgets(stable, canary, survey, findings);
  checkToldApart(stable, canary, findings);
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
