import type { ObjectReference } from './cluster.js';
import { pathOf } from './kinds.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** Where the API server has the object. */
export function pathTo({ kind, namespace, name }: ObjectReference): string {
  return pathOf(kind, namespace, name);
}

/** The object for a person: "VirtualService bookinfo/reviews". */
export function nameOf({ kind, namespace, name }: Record<keyof ObjectReference, string>): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** The same of an object that was read. */
export function showObject({ kind, metadata: { namespace = '', name } }: KubernetesObject): string {
  return nameOf({ kind, namespace, name });
}

/** Labels as the API server takes them in a query. */
export function labelQuery(labels: Record<string, string>): { labelSelector?: string } {
  const entries = Object.entries(labels);
  return entries.length === 0 ? {} : { labelSelector: entries.map(([name, value]) => `${name}=${value}`).join(',') };
}
