import type { Plan } from '../../domain/plan.js';
import type { Change, Cluster } from '../kubernetes/cluster.js';
import { isReady } from './pods.js';
import { selectorOf } from './observe-deployment.js';

/** See `Workloads.follow`. */
export async function followPods(
  cluster: Cluster,
  { plan: { namespace }, name }: { plan: Plan; name: string },
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  const ready = new Map<string, boolean>();
  const onChange = ({ type, object }: Change) => {
    const { name: pod, deletionTimestamp } = object.metadata;
    const now = type !== 'DELETED' && deletionTimestamp === undefined && isReady(object);
    const before = ready.get(pod);
    ready.set(pod, now);
    if (before !== now) changed();
  };
  try {
    const deployment = await cluster.get('Deployment', namespace, name, signal);
    if (!deployment) return;
    await cluster.watch({ kind: 'Pod', namespace, labels: selectorOf(deployment) }, onChange, signal);
  } catch {
    // only an early notice: whoever follows looks from time to time anyway
  }
}
