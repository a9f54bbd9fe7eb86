import type { Bounds } from '../../domain/capacity.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import type { Version } from './versions.js';

/** Each version's autoscaler. */
export interface FoundAutoscalers {
  ofStable: KubernetesObject | undefined;
  ofCanary: KubernetesObject | undefined;
}

/** That the release does nothing about them. */
export function noteLeft(found: FoundAutoscalers, findings: Findings): undefined {
  for (const each of [found.ofStable, found.ofCanary])
    if (each)
      findings.note(
        `HorizontalPodAutoscaler ${each.metadata.name} is left as it is (canary.autoscaling: leave): whether there are enough pods on the way back is its own affair.`,
      );
}

/** A figure of the whole service counts the users of both versions. */
export function noteMetrics({ ofStable }: FoundAutoscalers, findings: Findings): void {
  const whole = listAt(ofStable, 'spec', 'metrics').filter((each) =>
    ['Object', 'External'].includes(textAt(each, 'type') ?? ''),
  );
  if (!ofStable || whole.length === 0) return;
  findings.note(
    `HorizontalPodAutoscaler ${ofStable.metadata.name} goes by a figure of the whole service (${whole.map((each) => textAt(each, 'type')).join(', ')}), and so will the canary's: during the release both have pods for all users.`,
  );
}

/** What the release makes of their lower bounds. `made`: those of one for the canary that it makes. */
export function noteHeld(
  { stable, canary }: { stable: Version; canary: CanaryFacts },
  { ofStable, ofCanary }: FoundAutoscalers,
  made: Bounds | undefined,
  findings: Findings,
): void {
  if (ofStable)
    findings.note(
      `HorizontalPodAutoscaler ${ofStable.metadata.name} scales ${stable.name}: as long as users are on the canary, it keeps at least the pods that it has then.`,
    );
  if (made)
    findings.note(
      `${canary.deployment} gets an autoscaler like it, for ${made.min} to ${made.max} pods, and before each weight as many as that needs.`,
    );
  else if (ofCanary)
    findings.note(
      `HorizontalPodAutoscaler ${ofCanary.metadata.name} scales ${canary.deployment}: before each weight it is to keep as many pods as that needs.`,
    );
  else
    findings.note(
      `None scales ${canary.deployment}: it has ${canary.replicas} pods, unless canary.autoscaling says with which bounds to make one.`,
    );
}
