import type { Destination, RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import { formOf } from '../traffic/route-form.js';
import type { CanaryFacts } from './canary-facts.js';
import { checkMirrors } from './check-mirrors.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import { leadsToCanary } from './leads-to-canary.js';
import { showDestination } from './show-destination.js';
import type { Survey } from './survey.js';

interface Release {
  route: RouteFacts;
  canary: CanaryFacts;
  destinations: Pick<SplitRoute, 'stable' | 'canary'>;
}

/** Every other route, of any object that can be read, that leads to the canary or to a stable that will be gone. */
export function checkOtherRoutes(spec: ReleaseSpec, release: Release, survey: Survey, findings: Findings): void {
  for (const object of [...survey.virtualServices, ...survey.gatewayRoutes]) {
    const form = formOf(object);
    for (const list of form.routes === 'http' ? ['http', 'tls', 'tcp'] : [form.routes])
      listAt(object, 'spec', list).forEach((route, index) => {
        const { route: named, object: own } = release.route;
        const isNamed = list === form.routes && index === named.index && isSame(object, own);
        const other = { ...release, which: whichOf(object, route, index), route, object };
        if (!isNamed) checkOne(spec, other, survey, findings);
        checkMirrors(spec, other, survey, findings);
      });
  }
}

interface Other extends Omit<Release, 'route'> {
  which: string;
  route: unknown;
  object: KubernetesObject;
}

function checkOne(
  spec: ReleaseSpec,
  { which, route, object, canary, destinations }: Other,
  survey: Survey,
  findings: Findings,
): void {
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
          `${always}, and to nowhere once stable is taken away: have it send to ${destination.host} by the same weights, or keep stable (decommission: leave).`,
        );
    } else if (leadsToCanary(spec, { destination, host, canary }, survey) && !isIdle(read(route), weight)) {
      findings.way({
        text: `${which} sends to ${to}, which reaches the canary whatever the weight.`,
        remedy: remedyFor(spec, destinations),
      });
      if (hasOwn(destination) && canary.dark === 'label')
        findings.problem(
          `${which} sends users to ${to}, who get 503 while the canary is dark: take it off that route, or give it weight 0.`,
        );
    }
  }
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

function whichOf(object: KubernetesObject, route: unknown, index: number): string {
  const name = textAt(route, 'name') ?? String(index);
  return `${object.kind === 'VirtualService' ? 'Route' : 'Rule'} ${name} of ${showObject(object)}`;
}
