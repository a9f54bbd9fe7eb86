import { existsSync } from 'node:fs';
import type { Cluster } from './cluster/cluster.js';
import { localCluster } from './node/kubernetes.js';
import { kubeconfigFile } from './paths.js';
import { Problem } from './problem.js';
import { installed } from './programs/installed.js';

/** The cluster that is up: ours, or the one of the context. @throws Problem when ours is not. */
export async function presentCluster(context?: string): Promise<Cluster> {
  if (context !== undefined) return contextCluster(context);
  if (!existsSync(kubeconfigFile)) throw new Problem('There is no cluster', 'Bring it up: npm run playground up');
  return localCluster();
}

/** The cluster behind a context of the person's own kubeconfig. */
export async function contextCluster(context: string): Promise<Cluster> {
  return { kubectl: [await installed('kubectl'), '--context', context] };
}
