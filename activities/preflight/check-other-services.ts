import type { SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { cameBy, mostOf } from './came.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { selectorOf, selects } from './labels.js';
import { serviceOfHost } from './service-of-host.js';
import { probesLabel } from '../probes/own-objects.js';
import { previewLabel } from '../workloads/preview-service.js';
import type { Seen } from './seen.js';

/** Other Services that select the canary's pods: who calls them gets the canary whatever the weight. */
export function checkOtherServices(
  { namespace, service }: ReleaseSpec,
  { canary, destinations }: { canary: CanaryFacts; destinations: Pick<SplitRoute, 'stable' | 'canary'> },
  { survey: { services }, callers }: Seen,
  findings: Findings,
): void {
  const hosts = [service, destinations.canary.host, ...(destinations.stable ? [destinations.stable.host] : [])];
  const ours = hosts.map((host) => serviceOfHost(host, namespace, services));
  for (const other of services) {
    const { labels = {} } = other.metadata;
    const isOurs = probesLabel in labels || previewLabel in labels;
    if (ours.includes(other) || isOurs || !selects(selectorOf(other), canary.labels)) continue;
    const { name } = other.metadata;
    findings.way({
      text: `Service ${namespace}/${name} selects the canary's pods, too: who calls it gets the canary whatever the weight.`,
      came: mostOf(
        cameBy(callers, 'request', (caller) => caller.service === name),
        cameBy(callers, 'connection', (caller) => caller.service === name),
      ),
      remedy: 'Have it select one version',
    });
  }
}
