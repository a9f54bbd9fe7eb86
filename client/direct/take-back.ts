import { kubernetesCluster } from '../../activities/kubernetes/kubernetes-cluster.js';
import { takeBack, type TakenBack } from '../../activities/traffic/take-back.js';
import { Trouble } from '../../activities/trouble.js';
import { Fault } from '../errors.js';
import type { Order } from '../release-handle.js';
import type { ServiceName } from '../service-name.js';

export type { TakenBack } from '../../activities/traffic/take-back.js';

/** A person waits, and there is nobody who tries again: longer than a worker's call. */
const timeoutMs = 10_000;

/**
 * Gives stable all requests of a service on the API server that the kubeconfig names, past Temporal and all workers. Loaded
 * by `abort --direct` alone. @throws Fault `cluster` with what kept it.
 */
export async function takeBackDirectly(
  of: ServiceName & { isMeant: (release: string) => boolean },
  { by, reason }: Order,
): Promise<TakenBack[]> {
  try {
    return await takeBack(kubernetesCluster({ timeoutMs }), of, { by, reason }, AbortSignal.timeout(3 * timeoutMs));
  } catch (cause) {
    if (!(cause instanceof Trouble)) throw cause;
    throw new Fault('cluster', `The route was not written: ${cause.message}`, { cause });
  }
}
