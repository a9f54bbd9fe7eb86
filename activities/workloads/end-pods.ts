import type { PodsRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { selectorOf } from './observe-deployment.js';
import { podRecord } from './pod-labels.js';

/**
 * Ends the pods that had users and have none any more: connections that are open go on to a pod that has only lost its label.
 * They get the grace that their own template gives them; their Deployment, which is somebody else's, makes new ones, dark.
 */
export async function endFormerlyServing(
  cluster: Cluster,
  route: PodsRoute,
  deployment: KubernetesObject,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = route;
  const pods = await cluster.list('Pod', namespace, { labels: selectorOf(deployment) }, signal);
  const former = pods.filter((pod) => podRecord(pod, route)?.labelled === false);
  await Promise.all(
    former.map(({ metadata: { name, uid = '' } }) => cluster.remove({ kind: 'Pod', namespace, name }, { uid }, signal)),
  );
}
