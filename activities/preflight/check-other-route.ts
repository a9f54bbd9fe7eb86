import type { Destination, RouteDestination, SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from '../traffic/route-destinations.js';
import { formOf } from '../traffic/route-form.js';
import { cameBy } from './came.js';
import type { CanaryFacts } from './canary-facts.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import { leadsToCanary } from './leads-to-canary.js';
import type { Seen } from './seen.js';
import { showDestination } from './show-destination.js';

/** What a release means to do, to whom another route may be in the way. */
export interface Release {
  route: RouteFacts;
  canary: CanaryFacts;
  destinations: Pick<SplitRoute, 'stable' | 'canary'>;
}

/** A route that is not the release's own. */
export interface Other extends Omit<Release, 'route'> {
  which: string;
  route: unknown;
  object: KubernetesObject;
  /** Whether it is for connections, of which proxies know no more. */
  ofConnections: boolean;
}

/** What it does to the release; answers whether requests that come by it go to stable always. */
export function checkOtherRoute(
  spec: ReleaseSpec,
  { which, route, object, canary, destinations, ofConnections }: Other,
  { survey, callers }: Seen,
  findings: Findings,
): boolean {
  let toStable = false;
  const from = object.metadata.namespace ?? '';
  const { read } = formOf(object);
  const hasOwn = ({ host, subset }: Destination) =>
    subset !== undefined || fullHost(host, from) !== fullHost(spec.service, spec.namespace);
  for (const { destination, weight } of read(route)) {
    const to = showDestination(destination);
    const host = fullHost(destination.host, from);
    if (isStable(spec, destination, host, destinations)) {
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
