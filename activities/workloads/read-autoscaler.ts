import type { Bounds, Held } from '../../domain/capacity.js';
import type { FenceRecord } from '../kubernetes/fence-annotation.js';
import { listAt, numberAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** The HorizontalPodAutoscalers that scale a Deployment. Kubernetes obeys none where there are two. */
export function autoscalersOf(deployment: string, all: KubernetesObject[]): KubernetesObject[] {
  return all.filter(
    ({ spec }) =>
      textAt(spec, 'scaleTargetRef', 'kind') === 'Deployment' && textAt(spec, 'scaleTargetRef', 'name') === deployment,
  );
}

/** Its bounds; the lower one is 1 where none is written. */
export function boundsOf(autoscaler: unknown): Bounds {
  const min = numberAt(autoscaler, 'spec', 'minReplicas') ?? 1;
  return { min, max: numberAt(autoscaler, 'spec', 'maxReplicas') ?? min };
}

/** What a release has made of its lower bound; undefined when none has, or it has let go. */
export function heldIn(record: FenceRecord | undefined): Held | undefined {
  const [own, floor] = [numberAt(record, 'own'), numberAt(record, 'floor')];
  if (record?.ended || own === undefined || floor === undefined) return undefined;
  return { own, floor, since: numberAt(record, 'raised') ?? 0 };
}

/** Whether it goes by figures. Without any it takes no pods away, and only keeps to its bounds. */
export function hasFigures(autoscaler: unknown): boolean {
  const active = listAt(autoscaler, 'status', 'conditions').find((each) => textAt(each, 'type') === 'ScalingActive');
  return textAt(active, 'status') !== 'False';
}
