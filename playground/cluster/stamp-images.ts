import { parseAllDocuments } from 'yaml';
import { type Cluster, kubectl } from './cluster.js';

const annotation = 'playground.sluice/images';

/** An object of a manifest, as far as we look into it. */
export interface ManifestObject {
  apiVersion?: string;
  kind: string;
  metadata: { name: string; namespace?: string; ownerReferences?: unknown[] };
}

/**
 * The objects of a manifest, stamped with `imagesKey`. Images keep their tags when they are made anew: the stamp on the
 * pod templates rolls the pods. The namespace gets it as well, so that it can be asked for.
 */
export function stampImages(manifest: string, imagesKey: string): ManifestObject[] {
  return parseAllDocuments(manifest).map((document) => {
    if (document.get('kind') === 'Namespace') document.setIn(['metadata', 'annotations', annotation], imagesKey);
    if (document.get('kind') === 'Deployment') {
      document.setIn(['spec', 'template', 'metadata', 'annotations', annotation], imagesKey);
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
