import type { ApiServer } from './api-server.js';
import { isRecord, listAt, textAt } from './json-value.js';
import { type ApiKind, pathIn } from './kinds.js';
import { type KubernetesObject, objectFrom } from './kubernetes-object.js';
import { labelQuery } from './object-reference.js';

interface Wanted {
  api: ApiKind;
  /** Empty: of all. */
  namespace: string;
  labels: Record<string, string>;
}

/** All objects of a kind in a namespace that carry all these labels, page by page. */
export async function listObjects(
  server: ApiServer,
  { api, namespace, labels }: Wanted,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const objects: KubernetesObject[] = [];
  const path = pathIn(api, namespace);
  const { kind, apiVersion } = api;
  const what = `list ${kind}s ${namespace === '' ? 'of all namespaces' : `in ${namespace}`}`;
  let more: string | undefined;
  do {
    const query = { limit: '500', ...labelQuery(labels), ...(more === undefined ? {} : { continue: more }) };
    const answer = await server.ask({ method: 'GET', path, query, what }, signal);
    for (const item of listAt(answer, 'items'))
      objects.push(objectFrom({ apiVersion, kind, ...(isRecord(item) ? item : {}) }));
    more = textAt(answer, 'metadata', 'continue');
  } while (more !== undefined && more !== '');
  return objects;
}
