import { isLimit } from '../../domain/check.js';
import type { PodsRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { CanaryFacts } from './canary-facts.js';
import { hasSidecar } from './check-sender.js';
import type { Findings } from './findings.js';
import { selects } from './labels.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

/** Whether the pods have proxies of the mesh that count requests; of a first release those of its neighbours tell. */
export function isCountedByMesh({ namespace }: ReleaseSpec, stable: Version | undefined, { pods }: Survey): boolean {
  const own = pods.filter(({ metadata }) => metadata.namespace === namespace);
  const told = stable ? own.filter(({ metadata }) => selects(stable.labels, metadata.labels ?? {})) : own;
  return told.some(hasSidecar);
}

/** Checks of what nobody counts; and what it costs where proxies do. */
export function checkCounted(
  { checks }: ReleaseSpec,
  { route, stable, canary }: { route: PodsRoute; stable: Version | undefined; canary: CanaryFacts },
  findings: Findings,
): void {
  if (route.counted)
    return findings.note(
      'The pods have proxies of a mesh, and the proxy of a pod that loses its label may answer 503 for the instant in which it learns of that: going back can fail a few requests. Weights of a route (traffic.istio, traffic.gatewayApi) go back without.',
    );
  const whose = stable?.name ?? canary.deployment;
  const uncounted = checks.filter(isLimit).map(({ name }) => name);
  if (uncounted.length > 0)
    findings.problem(
      `checks: ${uncounted.join(', ')} ${uncounted.length === 1 ? 'is' : 'are'} read from what the proxies of a mesh count, and the pods of ${whose} have none: write queries of your own (checks: [{ name, query, pass }]), of what the service itself tells Prometheus.`,
    );
  if (checks.length === 0)
    findings.problem(
      `checks: without any nothing tells whether the canary is good, since the pods of ${whose} have no proxies of a mesh that would count requests, by which versions are compared: write queries of your own (checks: [{ name, query, pass }]), of what the service itself tells Prometheus.`,
    );
  const counting = checks.filter((check) => !isLimit(check) && check.minRequests !== undefined);
  if (counting.length > 0)
    findings.problem(
      `checks: minRequests of ${counting.map(({ name }) => name).join(', ')} cannot be counted without a mesh: leave it away, and have the query answer nothing where there are too few requests.`,
    );
  findings.note(
    'No proxy counts requests here: the share is known by the ready endpoints alone, and a check passes on the number that its query answers.',
  );
}
