import type { Destination } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { CanaryFacts } from './canary-facts.js';
import { namedSubset, rulesFor } from './find-subset.js';
import { selectorOf, selects } from './labels.js';
import { serviceOfHost } from './service-of-host.js';
import type { Survey } from './survey.js';

/** Whether requests to a destination, whose host is `host` written out, can reach the canary's pods. */
export function leadsToCanary(
  { namespace }: ReleaseSpec,
  { destination, host, canary }: { destination: Destination; host: string; canary: CanaryFacts },
  { services, destinationRules }: Survey,
): boolean {
  const service = serviceOfHost(host, namespace, services);
  if (!service || !selects(selectorOf(service), canary.labels)) return false;
  if (destination.subset === undefined) return true;
  const subset = namedSubset(destination, rulesFor(host, namespace, destinationRules));
  return subset !== undefined && (Object.keys(subset.labels).length === 0 || selects(subset.labels, canary.labels));
}
