import { parseAllDocuments } from 'yaml';
import { type Cluster, kubectl } from './cluster.js';

const annotation = 'playground.sluice/made-from';

/** An object of a manifest, as far as we look into it. */
export interface ManifestObject {
  apiVersion?: string;
  kind: string;
  metadata: { name: string; namespace?: string; ownerReferences?: unknown[] };
  spec?: { selector?: unknown; containers?: { ports?: { name?: string; containerPort: number }[] }[] };
}

/**
 * The objects of a manifest, stamped with the key of what they are made from. Images keep their tags when they are made
 * anew, and pods their ConfigMaps' old contents: the stamp on the pod templates rolls the pods. The namespace gets it as
 * well, so that it can be asked for.
 */
export function stamped(manifest: string, key: string): ManifestObject[] {
  return parseAllDocuments(manifest).map((document) => {
    if (document.get('kind') === 'Namespace') document.setIn(['metadata', 'annotations', annotation], key);
    if (document.get('kind') === 'Deployment') {
      document.setIn(['spec', 'template', 'metadata', 'annotations', annotation], key);
    }
    return document.toJS() as ManifestObject;
  });
}

/** Several objects as one manifest. */
export function listOf(items: ManifestObject[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** The stamp that a namespace of ours carries. */
export async function stampOf(cluster: Cluster, namespace: string): Promise<string> {
  const text = await kubectl(cluster, ['get', 'namespace', namespace, '-o', 'json']);
  const { metadata } = JSON.parse(text) as { metadata: { annotations?: Record<string, string> } };
  return metadata.annotations?.[annotation] ?? '';
}
