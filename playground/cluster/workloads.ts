import type { Report } from '../part.js';
import { apply, availability, type Cluster, manifest, waitAvailable } from './cluster.js';
import { listOf, stamped } from './stamp.js';

/** Deployments that come from one manifest of ours and live in one namespace. */
export interface Workloads {
  namespace: string;
  /** The manifest's path below the playground's folder. */
  manifest: string;
}

/** Whether the namespace has Deployments and all are available. */
export async function workloadsUp(cluster: Cluster, { namespace }: Pick<Workloads, 'namespace'>): Promise<boolean> {
  const found = await availability(cluster, [namespace]).catch(() => ({ deployments: 0, missing: [] }));
  return found.deployments > 0 && found.missing.length === 0;
}

/** Makes the namespace so as the manifest says, its pods of what `key` stands for; waits until all are available. */
export async function bringUpWorkloads(
  cluster: Cluster,
  { namespace, manifest: path }: Workloads,
  { key, report }: { key: string; report: Report },
): Promise<void> {
  await apply(cluster, listOf(stamped(await manifest(path), key)));
  await waitAvailable(cluster, { namespaces: [namespace], report });
}
