import { listAt, textAt, valueAt } from './json-value.js';
import type { KubernetesObject } from './kubernetes-object.js';

/**
 * The label of pods by which Istio's metrics call their workload, instead of by the name of its Deployment
 * (https://istio.io/latest/docs/reference/config/labels/).
 */
export const workloadNameLabel = 'service.istio.io/workload-name';

/** What Istio's metrics call the pods of a Deployment that have these labels. */
export function workloadNameOf(deployment: string, labels: Record<string, string>): string {
  return labels[workloadNameLabel] ?? deployment;
}

/**
 * The same of a pod: without that label it is the one that controls it, and of a ReplicaSet its Deployment, whose name is the
 * ReplicaSet's without the hash.
 */
export function workloadOf({ metadata }: KubernetesObject): { namespace: string; workload: string } {
  const { name, namespace = '', labels = {} } = metadata;
  const owner = listAt(metadata, 'ownerReferences').find((each) => valueAt(each, 'controller') === true);
  const hash = `-${labels['pod-template-hash']}`;
  const own = textAt(owner, 'name') ?? name;
  return { namespace, workload: workloadNameOf(own.endsWith(hash) ? own.slice(0, -hash.length) : own, labels) };
}
