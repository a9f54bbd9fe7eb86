import type { Destination, RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import { formOf } from '../traffic/route-form.js';
import { cameBy } from './callers.js';
import type { CanaryFacts } from './canary-facts.js';
import { checkMirrors } from './check-mirrors.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import { leadsToCanary } from './leads-to-canary.js';
import { showDestination } from './show-destination.js';
import type { Seen } from './seen.js';

interface Release {
  route: RouteFacts;
  canary: CanaryFacts;
  destinations: Pick<SplitRoute, 'stable' | 'canary'>;
}

/**
 * Every other route, of any object that can be read, that leads to the canary or to a stable that will be gone. Answers
 * whether requests go by one that leads to stable whatever the weight.
 */
export function checkOtherRoutes(spec: ReleaseSpec, release: Release, seen: Seen, findings: Findings): boolean {
  const { survey } = seen;
  let elsewhere = false;
  for (const object of [...survey.virtualServices, ...survey.gatewayRoutes]) {
    const form = formOf(object);
    for (const list of form.routes === 'http' ? ['http', 'tls', 'tcp'] : [form.routes])
      listAt(object, 'spec', list).forEach((route, index) => {
        const { route: named, object: own } = release.route;
        const isNamed = list === form.routes && index === named.index && isSame(object, own);
        const ofConnections = list === 'tls' || list === 'tcp' ? list : undefined;
        const which = `${ofConnections ? `${ofConnections.toUpperCase()} route` : form.one} ${textAt(route, 'name') ?? index} of ${showObject(object)}`;
        const other = { ...release, which, route, object, ofConnections: ofConnections !== undefined };
        if (!isNamed && checkOne(spec, other, seen, findings)) elsewhere ||= ofConnections === undefined;
        checkMirrors(spec, other, survey, findings);
      });
  }
  return elsewhere;
}

interface Other extends Omit<Release, 'route'> {
  which: string;
  route: unknown;
  object: KubernetesObject;
  /** Whether it is for connections, of which proxies know no more. */
  ofConnections: boolean;
}

/** Answers whether requests that come by it go to stable always. */
function checkOne(
  spec: ReleaseSpec,
  { which, route, object, canary, destinations, ofConnections }: Other,
  { survey, callers }: Seen,
  findings: Findings,
): boolean {
  let toStable = false;
  const from = object.metadata.namespace ?? '';
  const { read } = formOf(object);
  const hasOwn = ({ host, subset }: Destination) =>
    spec.traffic.kind === 'gateway-api'
      ? fullHost(host, from) !== fullHost(spec.service, spec.namespace)
      : subset !== undefined;
  for (const { destination, weight } of read(route)) {
    const to = showDestination(destination);
    const host = fullHost(destination.host, from);
    if (hasOwn(destination) && isStable(spec, destination, host, destinations)) {
      const always = `${which} always sends to ${to}, whatever the weight`;
      if (spec.decommission === 'leave') findings.note(`${always}: those who come by it stay with stable.`);
      else
        findings.problem(
          `${always}, and to nowhere once stable is taken away: give it the destinations of the route that is released, or keep stable (decommission: leave).`,
        );
      toStable ||= !isIdle(read(route), weight);
    } else if (leadsToCanary(spec, { destination, host, canary }, survey) && !isIdle(read(route), weight)) {
      findings.way({
        text: `${which} sends to ${to}, which reaches the canary whatever the weight.`,
        // Nobody counts requests by the route that they went.
        came: ofConnections ? cameBy(callers, 'connection', ({ service }) => service === spec.service) : undefined,
        remedy: remedyFor(spec, destinations),
      });
      if (hasOwn(destination) && canary.dark === 'label')
        findings.problem(
          `${which} sends users to ${to}, who get 503 while the canary is dark: take it off that route, or give it weight 0.`,
        );
    }
  }
  return toStable;
}

/** Listed with weight 0, beside another that has the requests. */
function isIdle(destinations: RouteDestination[], weight: number | undefined): boolean {
  return (weight ?? 0) === 0 && destinations.some((each) => (each.weight ?? 0) > 0);
}

function isStable(
  { namespace }: ReleaseSpec,
  { subset }: Destination,
  host: string,
  { stable }: Release['destinations'],
): boolean {
  return stable !== undefined && fullHost(stable.host, namespace) === host && stable.subset === subset;
}

function remedyFor({ traffic }: ReleaseSpec, { stable }: Release['destinations']): string {
  if (traffic.kind === 'gateway-api')
    return stable ? `Have it send to stable's Service (${stable.host})` : 'Take it away';
  return stable?.subset === undefined ? 'Take it away' : `Have it name stable's subset (${stable.subset})`;
}

function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return showObject(one) === showObject(other);
}
