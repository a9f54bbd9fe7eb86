import { isRecord, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from './route-destinations.js';

/** Whether anything in a route's object, a mirror for instance, sends requests to the Service. */
export function namesService({ metadata, ...route }: KubernetesObject, name: string, namespace: string): boolean {
  const from = metadata.namespace ?? namespace;
  return isNamed(valueAt(route, 'spec'), fullHost(name, namespace), from);
}

function isNamed(json: unknown, wanted: string, from: string): boolean {
  if (Array.isArray(json)) return json.some((each) => isNamed(each, wanted, from));
  if (!isRecord(json)) return false;
  const host = textAt(json, 'host') ?? textAt(json, 'name');
  const isIt = host !== undefined && fullHost(host, textAt(json, 'namespace') ?? from) === wanted;
  return isIt || Object.values(json).some((each) => isNamed(each, wanted, from));
}
