import type { Destination } from '../../domain/plan.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from '../traffic/route-destinations.js';
import { namedSubset, rulesFor } from './find-subset.js';
import type { Findings } from './findings.js';
import { selects, showLabels } from './labels.js';
import type { RouteFacts } from './check-route.js';
import type { RouteSpec } from './named-route.js';
import { serviceOfHost } from './service-of-host.js';
import { showDestination } from './show-destination.js';
import type { Survey } from './survey.js';
import { type Version, versionsBehind } from './versions.js';

/** The version that the route's requests go to now. `first`: none is deployed. Undefined: it cannot be told, a problem. */
export function checkStable(
  spec: RouteSpec,
  { service, route, canaryName }: { service: KubernetesObject; route: RouteFacts; canaryName: string },
  survey: Survey,
  findings: Findings,
): Version | 'first' | undefined {
  const { destination } = route.now;
  const target = targetOf(spec, { service, route }, survey, findings);
  if (!target) return undefined;
  const behind = versionsBehind(target, survey.deployments);
  const others = behind.filter(({ name }) => name !== canaryName);
  if (behind.length === 0 || (others.length === 0 && destination.subset === undefined)) return 'first';
  const serving = servedBy(spec, destination, behind, survey);
  if (serving === undefined)
    return findings.problem(
      `${route.which} sends to ${showDestination(destination)}, a subset that no DestinationRule for ${destination.host} has: write it into one.`,
    );
  if (serving.length === 0 && others.length === 0) return 'first';
  return onlyOne(
    serving.length > 1 ? serving.filter(({ name }) => name !== canaryName) : serving,
    { spec, route, canaryName },
    findings,
  );
}

/** The Service whose pods the route's destination has: the users' own, or another when versions have hosts of their own. */
function targetOf(
  { namespace, service: name, traffic }: RouteSpec,
  { service, route: { which, now } }: { service: KubernetesObject; route: RouteFacts },
  survey: Survey,
  findings: Findings,
): KubernetesObject | undefined {
  const { destination } = now;
  if (fullHost(destination.host, namespace) === fullHost(name, namespace)) return service;
  if (traffic.kind !== 'gateway-api' && traffic.canaryHost === undefined)
    return findings.problem(
      `${which} sends to ${destination.host}, not to ${name}: name another route, or, if versions have hosts of their own, the canary's (traffic.istio.canaryHost).`,
    );
  const target = serviceOfHost(destination.host, namespace, survey.services);
  return (
    target ??
    findings.problem(
      `${which} sends to ${destination.host}, which is no Service in ${namespace}: correct its destination.`,
    )
  );
}

function servedBy(
  { namespace }: RouteSpec,
  destination: Destination,
  behind: Version[],
  { destinationRules }: Survey,
): Version[] | undefined {
  if (destination.subset === undefined) return behind;
  const subset = namedSubset(destination, rulesFor(destination.host, namespace, destinationRules));
  if (!subset) return undefined;
  // A subset without labels has all pods.
  return Object.keys(subset.labels).length === 0
    ? behind
    : behind.filter(({ labels }) => selects(subset.labels, labels));
}

function onlyOne(
  serving: Version[],
  { spec, route: { which, now }, canaryName }: { spec: RouteSpec; route: RouteFacts; canaryName: string },
  findings: Findings,
): Version | undefined {
  const to = showDestination(now.destination);
  const [stable, second] = serving;
  if (!stable)
    return findings.problem(
      `${which} sends to ${to}, which has the pods of no Deployment: users get no answers now; correct its labels, or deploy the version that it is for.`,
    );
  if (second)
    return findings.problem(
      `${which} sends to ${to}, which has the pods of ${serving.map(({ name }) => name).join(' and ')}: have it name ${spec.traffic.kind === 'gateway-api' ? 'a Service' : 'a subset'} with one version.`,
    );
  if (stable.name === canaryName || stable.version === spec.canary.version)
    return findings.problem(
      `${spec.canary.version} is what users get already (Deployment ${stable.name}, by ${to}): release another version, or have the route lead to the version before it first.`,
    );
  if (stable.version === undefined)
    return findings.problem(
      `The pods of ${stable.name} have no label \`version\` and no \`app.kubernetes.io/version\` (they have ${showLabels(stable.labels)}), by which versions are told apart: add one to the pod template of the Deployment.`,
    );
  return stable;
}
