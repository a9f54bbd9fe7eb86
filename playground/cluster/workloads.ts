import type { Report } from '../part.js';
import { apply, type Cluster, deployments, isAvailable, kubectl, manifest, waitAvailable } from './cluster.js';

/** Deployments that come from one manifest of ours and live in one namespace. */
export interface Workloads {
  namespace: string;
  /** The manifest's path below the playground's folder. */
  manifest: string;
}

/** Whether the namespace has Deployments and all are available. */
export async function workloadsUp(cluster: Cluster, { namespace }: Workloads): Promise<boolean> {
  const all = await deployments(cluster, [namespace]).catch(() => []);
  return all.length > 0 && all.every(isAvailable);
}

/** Makes the namespace so as the manifest says, and its pods run the present images; waits until all are available. */
export async function bringUpWorkloads(
  cluster: Cluster,
  { namespace, manifest: path }: Workloads,
  { restart, report }: { restart: boolean; report: Report },
): Promise<void> {
  await apply(cluster, await manifest(path));
  if (restart) await kubectl(cluster, ['rollout', 'restart', 'deployment', '-n', namespace]);
  await waitAvailable(cluster, { namespaces: [namespace], report });
}
