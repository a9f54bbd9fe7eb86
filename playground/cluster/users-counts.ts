import { type Cluster, kubectl } from './cluster.js';

/** What the users of one stream got, since their start or the last reset. */
export interface StreamCounts {
  requests: number;
  failed: number;
  dropped: number;
  byStatus: Record<string, number>;
  byVersion: Record<string, number>;
  byServedBy: Record<string, number>;
  latencyMs: { p50: number; p99: number; max: number };
}

/** What all users got, by stream. */
export async function usersCounts(cluster: Cluster): Promise<Record<string, StreamCounts>> {
  const names = await kubectl(cluster, [
    'get',
    'pods',
    '-n',
    'users',
    '--field-selector=status.phase=Running',
    '-o',
    'jsonpath={.items[*].metadata.name}',
  ]);
  const pods = names.split(' ').filter((name) => name !== '');
  const counts = await Promise.all(
    pods.map((pod) => kubectl(cluster, ['get', '--raw', `/api/v1/namespaces/users/pods/${pod}:9100/proxy/counts`])),
  );
  return Object.assign(
    {},
    ...counts.map((text) => (JSON.parse(text) as { streams: Record<string, StreamCounts> }).streams),
  ) as Record<string, StreamCounts>;
}
