import type { ReleaseSpec } from '../../domain/release-spec.js';
import { isRunning, labelsFrom } from '../probes/container.js';
import type { CanaryFacts } from './canary-facts.js';
import { type Callers, cameBy } from './callers.js';
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
  /** Undefined: nobody can tell who called, or a route of the service would rule nobody in the cluster anyway. */
  callers: Callers | undefined;
}

/** Clients that no route rules, since they have no sidecar: by what was counted, and by what is there. */
export function checkPods(
  spec: ReleaseSpec,
  { stable, canary, callers }: Subject,
  survey: Survey,
  findings: Findings,
): void {
  const isStrict = isMutualTlsStrict(canary.labels, spec.namespace, survey.peerAuthentications);
  if (isStrict) return checkSenderIsInMesh(spec, survey, findings);
  const came = cameBy(callers, 'request', (caller) => caller.isBare && caller.service === spec.service);
  if (came && came.count > 0)
    findings.way({
      text: `Clients without a sidecar call ${spec.service}, whom no route rules: as soon as the canary is let in, they get it by its share of the pods (${shareOfPods(canary, stable)}).`,
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
