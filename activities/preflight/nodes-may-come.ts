import type { Cluster } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';

/** Where the Cluster Autoscaler tells how it is. */
const status = { namespace: 'kube-system', name: 'cluster-autoscaler-status' };
/** What Karpenter marks its nodes by. */
const pool = 'karpenter.sh/nodepool';

/** Whether somebody may add nodes for pods that find none; where it cannot be seen, somebody may. */
export async function nodesMayCome(
  cluster: Cluster,
  nodes: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<boolean> {
  if (nodes.some(({ metadata }) => metadata.labels?.[pool] !== undefined)) return true;
  try {
    return (await cluster.get('ConfigMap', status.namespace, status.name, signal)) !== undefined;
  } catch (cause) {
    if (cause instanceof Trouble && cause.type === 'Forbidden') return true;
    throw cause;
  }
}
