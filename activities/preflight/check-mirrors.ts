import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { mirrorsOf } from '../traffic/mirrors.js';
import { fullHost } from '../traffic/route-destinations.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { leadsToCanary } from './leads-to-canary.js';
import { showDestination } from './show-destination.js';
import type { Survey } from './survey.js';

/** One route of an object that can be read; `which` names it for a person. */
interface Mirroring {
  which: string;
  route: unknown;
  object: KubernetesObject;
  canary: CanaryFacts;
}

/** Copies of users' requests that the canary would get. Users wait for none, but what they ask for is done once more. */
export function checkMirrors(
  spec: ReleaseSpec,
  { which, route, object, canary }: Mirroring,
  survey: Survey,
  findings: Findings,
): void {
  for (const destination of mirrorsOf(route)) {
    const host = fullHost(destination.host, object.metadata.namespace ?? '');
    if (leadsToCanary(spec, { destination, host, canary }, survey))
      findings.way({
        text: `${which} mirrors its requests to ${showDestination(destination)}: the canary gets copies of them whatever the weight.`,
        remedy: 'Take the mirror away, or mirror to a subset or Service of another version',
      });
  }
}
