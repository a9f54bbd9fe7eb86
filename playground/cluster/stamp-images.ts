import { type Document, parseAllDocuments } from 'yaml';
import { type Cluster, kubectl } from './cluster.js';

const annotation = 'playground.sluice/images';

/**
 * Images keep their tags when they are made anew: `imagesKey`, stamped on a manifest's pod templates, rolls the pods.
 * The namespace gets the stamp as well, so that it can be asked for.
 */
export function stampImages(manifest: string, imagesKey: string): string {
  const documents = parseAllDocuments(manifest).map((document) => document as Document);
  for (const document of documents) {
    if (document.get('kind') === 'Namespace') document.setIn(['metadata', 'annotations', annotation], imagesKey);
    if (document.get('kind') === 'Deployment')
      document.setIn(['spec', 'template', 'metadata', 'annotations', annotation], imagesKey);
  }
  return documents.join('---\n');
}

/** The stamp that a namespace of ours carries. */
export async function stampOf(cluster: Cluster, namespace: string): Promise<string> {
  const text = await kubectl(cluster, ['get', 'namespace', namespace, '-o', 'json']);
  const { metadata } = JSON.parse(text) as { metadata: { annotations?: Record<string, string> } };
  return metadata.annotations?.[annotation] ?? '';
}
