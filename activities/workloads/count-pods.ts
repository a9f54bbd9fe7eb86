import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { selectorOf } from './observe-deployment.js';
import { endpointsOf, isOver, ownedPods } from './pods.js';

/** See `Workloads.count`. A Deployment that is gone has no pods that could be told from others'. */
export async function countPods(
  cluster: Cluster,
  { namespace, service }: Plan,
  name: string,
  signal: AbortSignal,
): Promise<{ pods: number; serving: number }> {
  const deployment = await cluster.get('Deployment', namespace, name, signal);
  if (!deployment) return { pods: 0, serving: 0 };
  const labels = selectorOf(deployment);
  const [sets, pods, slices] = await Promise.all([
    cluster.list('ReplicaSet', namespace, { labels }, signal),
    cluster.list('Pod', namespace, { labels }, signal),
    cluster.list('EndpointSlice', namespace, { labels: { 'kubernetes.io/service-name': service } }, signal),
  ]);
  const running = ownedPods(deployment, sets, pods).filter((pod) => !isOver(pod));
  const endpoints = endpointsOf(slices);
  return { pods: running.length, serving: running.filter(({ metadata }) => endpoints.has(metadata.name)).length };
}
