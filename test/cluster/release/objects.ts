import type { Stage, Written } from './stage.js';

/** The annotation in which our writes leave their mark: the one thing of ours that may stay. */
const ours = 'sluice.dev/fence';

/** The VirtualService of reviews with these routes and no others. */
export function routedBy(...http: Record<string, unknown>[]): (object: Written) => Written {
  return (object) => (object.kind === 'VirtualService' ? { ...object, spec: { ...object.spec, http } } : object);
}

/** The object as a person wrote it: without Kubernetes' bookkeeping and our annotation. */
export async function written(stage: Stage, reference: string): Promise<Written> {
  const object = await stage.get(reference);
  if (!object) throw new Error(`${reference} is gone`);
  const { managedFields: _, resourceVersion: __, generation: ___, ...metadata } = object.metadata;
  const annotations = Object.entries((metadata['annotations'] ?? {}) as Record<string, string>);
  const others = Object.fromEntries(annotations.filter(([name]) => name !== ours));
  return { ...object, metadata: { ...metadata, annotations: others } };
}

/** Which versions of which objects there are: the same again means that nobody has written any. */
export async function footprint(stage: Stage): Promise<string[]> {
  const all = 'virtualservices,destinationrules,services,deployments,pods';
  const { items } = JSON.parse(await stage.in(['get', all, '-o', 'json'])) as { items: Written[] };
  return items
    .filter(({ metadata }) => metadata['deletionTimestamp'] === undefined) // what is on its way out may go
    .map(({ kind, metadata }) => `${kind}/${metadata.name} ${versionOf(kind, metadata)}`);
}

/** The status of a Deployment is the controller's own business, and its pods' names tell of new ones. */
function versionOf(kind: string, { uid, generation, resourceVersion }: Written['metadata']): string {
  return kind === 'Deployment' || kind === 'Pod' ? `${String(uid)} ${String(generation)}` : String(resourceVersion);
}
