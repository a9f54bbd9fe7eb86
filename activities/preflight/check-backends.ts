import type { Destination, GatewayRoute, VersionService } from '../../domain/plan.js';
import type { GatewayTraffic, ReleaseSpec } from '../../domain/release-spec.js';
import { listAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { labelTelling } from '../kubernetes/version-label.js';
import { routeMark } from '../traffic/locate-route.js';
import { sameDestination } from '../traffic/route-destinations.js';
import type { CanaryFacts } from './canary-facts.js';
import { checkTold } from './check-told.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import { selectorOf, selects } from './labels.js';
import { serviceOfHost } from './service-of-host.js';
import { showDestination } from './show-destination.js';
import type { Survey } from './survey.js';
import { type Around, versionService, serviceWith } from './version-service.js';
import type { Version } from './versions.js';

/** A spec whose traffic is the Gateway API's. */
export type GatewaySpec = ReleaseSpec & { traffic: GatewayTraffic };

interface Versions {
  service: KubernetesObject;
  route: RouteFacts;
  stable: Version | undefined;
  canary: CanaryFacts;
}

/** Where the rule sends stable's requests and the canary's: each version has a Service, made where there is none. */
export function checkBackends(spec: GatewaySpec, versions: Versions, survey: Survey, findings: Findings): GatewayRoute {
  const { service: users, route, stable, canary } = versions;
  const { services } = survey;
  const { destination } = route.now;
  const around = { services, users, route };
  const target = serviceOfHost(destination.host, spec.namespace, services);
  checkTarget(versions, target, findings);
  if (stable && !selects(selectorOf(users), stable.labels))
    findings.problem(
      `${route.which} sends to the pods of ${stable.name}, which Service ${users.metadata.name} does not select: all versions must be behind one Service; release that one (metadata.name of the spec), or have it select them.`,
    );
  const isStablesOwn = target !== undefined && !selects(selectorOf(target), canary.labels);
  const own = serviceWith(canary.labels, stable?.labels, around);
  const stables = stable && !isStablesOwn ? serviceWith(stable.labels, canary.labels, around) : target;
  const ofCanary = versionService(
    own,
    { version: spec.canary.version, telling: labelTelling(canary.labels, stable?.labels) },
    around,
  );
  const ofStable = stable && serviceOfStable(stable, stables, { canary, around }, findings);
  const at = ({ name }: VersionService): Destination => ({ ...destination, host: name });
  const found: GatewayRoute = {
    ...{ kind: 'gateway-api', namespace: spec.namespace, resource: spec.traffic.resource, name: spec.traffic.name },
    ...{ rule: spec.traffic.rule, mark: routeMark(route.object, route.route.index) },
    ...(ofStable ? { stable: at(ofStable), stableService: ofStable } : {}),
    canary: at(ofCanary),
    missingServices: [...(own ? [] : [ofCanary]), ...(ofStable && !stables ? [ofStable] : [])],
    before: route.route.destinations,
  };
  noteOthers(spec, route, found, findings);
  return found;
}

function serviceOfStable(
  stable: Version,
  there: KubernetesObject | undefined,
  { canary, around }: { canary: CanaryFacts; around: Around },
  findings: Findings,
): VersionService {
  const telling = labelTelling(stable.labels, canary.labels);
  checkTold(stable, canary, findings);
  return versionService(there, { version: stable.version ?? '', telling }, around);
}

/** Users would get the canary where it is deployed with the labels of the Service that they are sent to. */
function checkTarget(
  { route, stable, canary }: Versions,
  target: KubernetesObject | undefined,
  findings: Findings,
): void {
  if (!target || !stable || !selects(selectorOf(target), canary.labels)) return;
  if (canary.dark !== 'route' && !canary.awaited) return;
  const when =
    canary.dark === 'route'
      ? 'gives users the canary already'
      : 'would give users the canary as soon as it is deployed';
  findings.problem(
    `${route.which} sends to Service ${route.now.destination.host}, which ${when}: have it send to a Service with ${stable.name} alone.`,
  );
}

function noteOthers(
  { namespace }: GatewaySpec,
  { route, now }: RouteFacts,
  { stable, canary }: GatewayRoute,
  findings: Findings,
): void {
  const known = [now.destination, canary, ...(stable ? [stable] : [])];
  for (const { destination } of route.destinations)
    if (!known.some((each) => sameDestination(each, destination, namespace)))
      findings.note(`The rule lists ${showDestination(destination)} with weight 0: it stays as it is.`);
  if (listAt(now, 'filters').length > 0)
    findings.note(`The rule's backend ${showDestination(now.destination)} has filters: both versions get them.`);
}
