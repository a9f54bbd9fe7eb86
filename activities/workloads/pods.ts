import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** A Deployment's pods that are not on their way out: those of its newest template, and how many there still are of others. */
export interface Pods {
  newest: KubernetesObject[];
  former: number;
}

/** Sorts pods by the Deployment's ReplicaSets: the newest is the one with the Deployment's own revision. */
export function podsOf(deployment: KubernetesObject, sets: KubernetesObject[], pods: KubernetesObject[]): Pods {
  const owned = sets.filter((set) => isOwnedBy(set, deployment));
  const newest = newestSetOf(deployment, sets);
  const living = pods.filter(isLiving);
  const of = (set: KubernetesObject) => living.filter((pod) => isOwnedBy(pod, set));
  return {
    newest: newest ? of(newest) : [],
    former: owned.filter((set) => set !== newest).reduce((sum, set) => sum + of(set).length, 0),
  };
}

/** All pods of its ReplicaSets: another Deployment may select by the same labels. */
export function ownedPods(
  deployment: KubernetesObject,
  sets: KubernetesObject[],
  pods: KubernetesObject[],
): KubernetesObject[] {
  const owned = sets.filter((set) => isOwnedBy(set, deployment));
  return pods.filter((pod) => owned.some((set) => isOwnedBy(pod, set)));
}

/** The ReplicaSet of the Deployment's present template. */
export function newestSetOf(deployment: KubernetesObject, sets: KubernetesObject[]): KubernetesObject | undefined {
  return sets.find((set) => isOwnedBy(set, deployment) && revisionOf(set) === revisionOf(deployment));
}

/** Whether a pod is there to stay. */
export function isLiving(pod: KubernetesObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isOver(pod);
}

/** Whether a pod's readiness probes, and gates, say yes. */
export function isReady(pod: KubernetesObject): boolean {
  const conditions = listAt(pod, 'status', 'conditions');
  return conditions.some((each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True');
}

/** The names of the pods that EndpointSlices publish as ready. */
export function endpointsOf(slices: KubernetesObject[]): Set<string> {
  const endpoints = slices.flatMap((slice) => listAt(slice, 'endpoints'));
  const ready = endpoints.filter((each) => valueAt(each, 'conditions', 'ready') !== false); // not said is ready
  return new Set(ready.flatMap((each) => textAt(each, 'targetRef', 'name') ?? []));
}

/** Evicted pods, for instance, stay listed. */
export function isOver(pod: KubernetesObject): boolean {
  return ['Failed', 'Succeeded'].includes(textAt(pod, 'status', 'phase') ?? '');
}

function isOwnedBy(object: KubernetesObject, { metadata }: KubernetesObject): boolean {
  return listAt(object, 'metadata', 'ownerReferences').some((each) => textAt(each, 'uid') === metadata.uid);
}

function revisionOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.['deployment.kubernetes.io/revision'];
}
