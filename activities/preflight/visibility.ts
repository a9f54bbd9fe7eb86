import { listAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** The namespaces whose clients see an object of Istio's (exportTo), sorted; `*`: all of them. */
export function visibility(object: KubernetesObject): string[] {
  const exported = listAt(object, 'spec', 'exportTo').filter((each) => typeof each === 'string');
  if (exported.length === 0 || exported.includes('*')) return ['*'];
  const own = object.metadata.namespace ?? '';
  return [...new Set(exported.map((each) => (each === '.' ? own : each)))].toSorted();
}

/** Whether clients of all these namespaces see it. */
export function isSeenBy(namespaces: readonly string[], object: KubernetesObject): boolean {
  const seen = visibility(object);
  return seen.includes('*') || namespaces.every((each) => seen.includes(each));
}
