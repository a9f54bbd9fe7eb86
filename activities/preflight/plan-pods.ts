import type { Fence } from '../../domain/fence.js';
import type { Plan, PodsRoute } from '../../domain/plan.js';
import type { PodsTraffic, ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { CanaryFacts } from './canary-facts.js';
import { noteBudgets } from './check-budgets.js';
import { canaryName, checkCanary } from './check-canary.js';
import { checkCounted, isCountedByMesh } from './check-counted.js';
import { checkLeaders } from './check-leaders.js';
import { checkEvenness, checkScaled, checkSize } from './check-pod-numbers.js';
import { checkOwners } from './check-owners.js';
import { checkSenderIsInMesh } from './check-pods.js';
import { probedPort } from './check-ports.js';
import { checkPreviewService } from './check-preview-service.js';
import { checkSelectors } from './check-selectors.js';
import { checkService } from './check-service.js';
import { checkSource } from './check-source.js';
import { checkToldApart } from './check-told-apart.js';
import { checkStablePods } from './check-stable-pods.js';
import { checkSteps } from './check-steps.js';
import type { Findings } from './findings.js';
import { hasOrphan } from './orphans.js';
import { isMutualTlsStrict } from './mutual-tls.js';
import { plannedVersions } from './planned-versions.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

/** A spec whose traffic is split by pods. */
export type PodsSpec = ReleaseSpec & { traffic: PodsTraffic };

/** The plan of a release whose share is that of pods; what speaks against it goes to the findings. */
export function planPods(spec: PodsSpec, fence: Fence, survey: Survey, findings: Findings): Plan | undefined {
  checkSource(spec, survey, findings);
  const service = checkService(spec, survey, findings);
  if (hasOrphan(spec, fence, survey, findings) || !service) return undefined;
  checkEvenness(service, findings);
  checkLeaders(spec, service, survey, findings);
  const port = probedPort(service) ?? findings.problem(`Service ${spec.service} has no port.`);
  const found = checkStablePods(spec, { service, canaryName: canaryName(spec) }, survey, findings);
  const stable = found === 'first' ? undefined : found;
  const canary = found && checkCanary(spec, { service, ownService: undefined, stable }, survey, findings);
  if (!canary || port === undefined) return undefined;
  return planOf(spec, { service, stable, canary, port }, survey, findings);
}

interface Parts {
  service: KubernetesObject;
  stable: Version | undefined;
  canary: CanaryFacts;
  port: number;
}

function planOf(spec: PodsSpec, { service, stable, canary, port }: Parts, survey: Survey, findings: Findings): Plan {
  const { namespace } = spec;
  checkSize(spec, stable, canary, findings);
  const counted = isCountedByMesh(spec, stable, survey);
  const route: PodsRoute = {
    ...{ kind: 'replicas', namespace, service: spec.service, round: spec.traffic.round, labels: canary.admission },
    ...(stable ? { stable: { deployment: stable.name, replicas: stable.replicas } } : {}),
    canary: { deployment: canary.deployment, replicas: canary.replicas },
    counted,
  };
  checkSteps(spec, route, findings);
  checkCounted(spec, { route, stable, canary }, findings);
  checkSelectors(spec, { service, stable, canary }, survey, findings);
  checkScaled(spec, { stable, canary }, survey, findings);
  checkPreviewService(spec, { canary, made: [] }, survey, findings);
  if (stable) noteBudgets(stable, canary, survey, findings);
  if (isMutualTlsStrict(canary.labels, namespace, survey.peerAuthentications))
    checkSenderIsInMesh(spec, survey, findings);
  ownersOf(spec, { stable, canary }, survey, findings);
  if (counted) checkToldApart(stable, canary, findings);
  const versions = plannedVersions(spec, { stable, canary, port }, findings);
  return { ...versions, route, notes: findings.notes };
}

/** What the release writes to, and somebody else may own: stable gives up its pods whatever becomes of it then. */
function ownersOf(
  spec: PodsSpec,
  { stable, canary }: Pick<Parts, 'stable' | 'canary'>,
  { deployments }: Survey,
  findings: Findings,
): void {
  const found = deployments.find(({ metadata }) => canary.deployed === 'found' && metadata.name === canary.deployment);
  const owned = [
    { object: stable?.deployment, path: '.spec.replicas' },
    { object: found, path: '.spec.template.metadata.labels' },
  ];
  checkOwners(spec, owned, findings);
}
