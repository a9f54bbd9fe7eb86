import type { Fence } from '../../domain/fence.js';
import type { Plan, PlannedAutoscaling } from '../../domain/plan.js';
import { fenceAnnotation, serviceKey, writeFence } from '../kubernetes/fence-annotation.js';
import { isRecord, textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { createdBy, ownMarks } from './canary-deployment.js';

/** Stable's autoscaler, the canary's Deployment, and the bounds that the plan says. */
interface Parts {
  from: KubernetesObject;
  deployment: KubernetesObject;
  bounds: NonNullable<PlannedAutoscaling['make']>;
}

/**
 * The canary's autoscaler: stable's metrics and behaviour, bounds of its own. It belongs to the canary's Deployment, and so
 * goes with it.
 */
export function canaryAutoscaler(
  plan: Plan,
  { from, deployment, bounds: { name, min, max } }: Parts,
  fence: Fence,
): KubernetesObject & { kind: 'HorizontalPodAutoscaler' } {
  const { namespace, canary } = plan;
  const target = { apiVersion: deployment.apiVersion, kind: deployment.kind, name: canary.deployment };
  const record = { ...fence, own: min, floor: min, raised: Date.now() };
  return {
    apiVersion: from.apiVersion,
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      ...{ name, namespace },
      labels: { ...ownMarks(textsAt(from, 'metadata', 'labels')), version: canary.version },
      annotations: {
        [createdBy]: fence.release,
        [fenceAnnotation]: writeFence(undefined, serviceKey(plan), record),
      },
      ownerReferences: [{ ...target, uid: deployment.metadata.uid ?? '' }],
    },
    spec: {
      ...(isRecord(from['spec']) ? from['spec'] : {}),
      scaleTargetRef: target,
      minReplicas: min,
      maxReplicas: max,
    },
  };
}
