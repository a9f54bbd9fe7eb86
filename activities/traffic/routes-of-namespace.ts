import type { Cluster } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';
import { routeKinds } from './route-form.js';

/** The objects with routes that could be read, and what kept us from reading others. */
export interface RoutesOfNamespace {
  routes: KubernetesObject[];
  forbidden: Trouble[];
}

/** All objects of the namespace that have routes. A kind that the cluster does not know has none. */
export async function routesOfNamespace(
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<RoutesOfNamespace> {
  const forbidden: Trouble[] = [];
  const lists = routeKinds.map(async (kind) => {
    try {
      return await cluster.list(kind, namespace, {}, signal);
    } catch (cause) {
      if (!(cause instanceof Trouble) || (cause.type !== 'NotFound' && cause.type !== 'Forbidden')) throw cause;
      if (cause.type === 'Forbidden') forbidden.push(cause);
      return [];
    }
  });
  return { routes: (await Promise.all(lists)).flat(), forbidden };
}
