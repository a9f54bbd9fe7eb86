import type { Change } from '../kubernetes/cluster.js';
import type { PodsWay } from './read-pods.js';

/** See `TrafficRouter.follow`: the Service and its endpoints, and how many pods stable is to have. */
export async function followService(
  { cluster, route }: PodsWay,
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, service, stable } = route;
  const slices = { kind: 'EndpointSlice', namespace, labels: { 'kubernetes.io/service-name': service } } as const;
  await Promise.all([
    cluster.watch({ kind: 'Service', namespace, name: service }, changed, signal),
    cluster.watch(slices, changed, signal),
    stable && cluster.watch({ kind: 'Deployment', namespace, name: stable.deployment }, ofSpec(changed), signal),
  ]);
}

/** Without what Kubernetes notes of its own work. */
function ofSpec(changed: () => void): (change: Change) => void {
  let last: number | undefined;
  return ({ type, object }) => {
    const { generation } = object.metadata;
    if (type !== 'DELETED' && generation === last) return;
    last = generation;
    changed();
  };
}
