import type { ReleaseSpec } from '../../domain/release-spec.js';
import { isRunning, labelsFrom } from '../probes/container.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Callers } from './callers.js';
import { cameBy } from './came.js';
import { hasSidecar } from './check-sender.js';
import type { Findings } from './findings.js';
import { selects } from './labels.js';
import { isMutualTlsStrict } from './mutual-tls.js';
import { shareOfPods } from './share-of-pods.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Subject {
  stable: Version | undefined;
  canary: CanaryFacts;
  /** Undefined: nobody can tell who called. */
  callers: Callers | undefined;
  /** Whether the route rules anybody in the cluster. */
  isRuled: boolean;
}

/** Clients that no route rules, since they have no sidecar: by what was counted, and by what is there. */
export function checkPods(
  spec: ReleaseSpec,
  { stable, canary, callers, isRuled }: Subject,
  survey: Survey,
  findings: Findings,
): void {
  const isStrict = isMutualTlsStrict(canary.labels, spec.namespace, survey.peerAuthentications);
  if (isStrict) return checkSenderIsInMesh(spec, survey, findings);
  const came = isRuled
    ? cameBy(callers, 'request', (caller) => caller.isBare && caller.service === spec.service)
    : undefined;
  const isUntold = isRuled && came === undefined && findings.problems.length === 0; // else the checks' own trouble is told
  if (isUntold || (came && came.count > 0))
    findings.way({
      text: `${isUntold ? 'Whether clients without a sidecar call' : 'Clients without a sidecar call'} ${spec.service}${isUntold ? ' could not be asked of Prometheus; no route would rule them' : ', whom no route rules'}: as soon as the canary is let in, they get it by its share of the pods (${shareOfPods(canary, stable)}).`,
      came,
      remedy: 'Give them sidecars, or have the service take mutual TLS alone (PeerAuthentication STRICT)',
    });
  const bare = survey.pods.filter((pod) => isRunning(pod) && !hasSidecar(pod));
  if (bare.length > 0)
    findings.note(
      `Pods of ${spec.namespace} without a sidecar, whose requests no route rules: ${bare.map(({ metadata }) => metadata.name).join(', ')}.`,
    );
}

/** Who sends the spec's requests must be in the mesh where the canary takes them from there alone. */
export function checkSenderIsInMesh({ namespace, verify }: ReleaseSpec, { pods }: Survey, findings: Findings): void {
  const from = verify?.from;
  const sender = from && pods.find((pod) => isRunning(pod) && selects(labelsFrom(from.pod), pod.metadata.labels ?? {}));
  if (sender && !hasSidecar(sender))
    findings.problem(
      `verify.from: pod ${namespace}/${sender.metadata.name} has no sidecar, and the canary takes mutual TLS alone (PeerAuthentication STRICT): name a pod in the mesh.`,
    );
}
