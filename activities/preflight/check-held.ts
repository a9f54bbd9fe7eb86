import type { Fence } from '../../domain/fence.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { readFence } from '../kubernetes/fence-annotation.js';
import { boundsOf, heldIn } from '../workloads/read-autoscaler.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';

/** Autoscalers whose lower bound was raised by a release that is gone without an end: it must be taken back first. */
export function checkHeld(
  { namespace, service }: ReleaseSpec,
  fence: Fence,
  { autoscalers }: Survey,
  findings: Findings,
): void {
  for (const autoscaler of autoscalers) {
    const left = readFence(autoscaler, `${namespace}/${service}`);
    const before = heldIn(left);
    if (!left || !before || left.release === fence.release) continue;
    findings.problem(
      `Release ${left.release} was ended by force and left HorizontalPodAutoscaler ${autoscaler.metadata.name} with ${boundsOf(autoscaler).min} pods at least (${before.own} before); \`sluice rollback ${namespace}/${service}\` puts it back.`,
    );
  }
}
