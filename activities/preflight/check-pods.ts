import type { ReleaseSpec } from '../../domain/release-spec.js';
import { isRunning, labelsFrom } from '../probes/container.js';
import type { CanaryFacts } from './canary-facts.js';
import { hasSidecar } from './check-sender.js';
import type { Findings } from './findings.js';
import { selects } from './labels.js';
import { isMutualTlsStrict } from './mutual-tls.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Subject {
  stable: Version | undefined;
  canary: CanaryFacts;
  /** The share of requests from clients without a sidecar, 0 to 1. */
  bareShare: number | undefined;
}

/** Clients that no route rules, since they have no sidecar: by what was counted, and by what is there. */
export function checkPods(
  spec: ReleaseSpec,
  { stable, canary, bareShare = 0 }: Subject,
  survey: Survey,
  findings: Findings,
): void {
  const isStrict = isMutualTlsStrict(canary.labels, spec.namespace, survey.peerAuthentications);
  if (isStrict) return checkSenderIsInMesh(spec, survey, findings);
  const pods = canary.replicas + (stable?.replicas ?? 0);
  const reached = pods === 0 ? 0 : canary.replicas / pods;
  if (bareShare > 0.01)
    findings.bypass(
      `${percent(bareShare)} of the requests of the last five minutes came from clients without a sidecar, whom no route rules: as soon as the canary is let in, they get it by its share of the pods (${percent(reached)}).`,
      'Give them sidecars, or have the service take mutual TLS alone (PeerAuthentication STRICT)',
    );
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

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}
