import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { numberAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { autoscalersOf } from './read-autoscaler.js';

/** A version's Deployment and what scales it, as far as they are there. */
export interface ScaledVersion {
  deployment: KubernetesObject | undefined;
  autoscaler: KubernetesObject | undefined;
  /** How many pods it is to have now. */
  pods: number;
}

/** Both versions of a release and their autoscalers, whatever these are called. */
export async function scaledVersions(
  cluster: Cluster,
  { namespace, stable, canary }: Plan,
  signal: AbortSignal,
): Promise<Record<'stable' | 'canary', ScaledVersion>> {
  const all = cluster.list('HorizontalPodAutoscaler', namespace, {}, signal);
  const version = async (name: string | undefined): Promise<ScaledVersion> => {
    const [autoscalers, found] = await Promise.all([
      all,
      name === undefined ? undefined : cluster.get('Deployment', namespace, name, signal),
    ]);
    const deployment = found?.metadata.deletionTimestamp === undefined ? found : undefined;
    const pods = deployment ? (numberAt(deployment, 'spec', 'replicas') ?? 1) : 0;
    return { deployment, autoscaler: autoscalersOf(name ?? '', autoscalers)[0], pods };
  };
  const [ofStable, ofCanary] = await Promise.all([version(stable?.deployment), version(canary.deployment)]);
  return { stable: ofStable, canary: ofCanary };
}
