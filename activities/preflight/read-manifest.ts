import { listAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { parseManifest } from '../kubernetes/parse-manifest.js';
import { Trouble } from '../trouble.js';

/** The one Deployment of a manifest, or why it has none for that namespace, in words. */
export function readManifest(text: string, namespace: string): KubernetesObject | string {
  const objects = parsed(text);
  if (typeof objects === 'string') return objects;
  const [deployment] = objects;
  if (!deployment || objects.length > 1 || deployment.kind !== 'Deployment' || deployment.apiVersion !== 'apps/v1')
    return `expected one Deployment of apps/v1, found ${objects.map(({ kind }) => kind).join(', ') || 'nothing'}`;
  if ((deployment.metadata.namespace ?? namespace) !== namespace)
    return `it is for namespace ${deployment.metadata.namespace}, the release for ${namespace}`;
  if (listAt(deployment, 'spec', 'template', 'spec', 'containers').length === 0) return 'its pods have no containers';
  return deployment;
}

function parsed(text: string): KubernetesObject[] | string {
  try {
    return parseManifest(text);
  } catch (cause) {
    if (cause instanceof Trouble) return cause.message;
    throw cause;
  }
}
