import type { Cluster } from '../kubernetes/cluster.js';
import { ifAllowed } from '../kubernetes/if-allowed.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** Where the Cluster Autoscaler tells how it is. */
const status = { namespace: 'kube-system', name: 'cluster-autoscaler-status' };
/** What Karpenter marks its nodes by. */
const pool = 'karpenter.sh/nodepool';

/** Whether somebody adds nodes for pods that find none, as far as it can be seen. */
export async function nodesMayCome(
  cluster: Cluster,
  nodes: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<boolean> {
  if (nodes.some(({ metadata }) => metadata.labels?.[pool] !== undefined)) return true;
  return (await ifAllowed(cluster.get('ConfigMap', status.namespace, status.name, signal))) !== undefined;
}
