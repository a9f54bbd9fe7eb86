import { type Cluster, kubectl } from '../playground/cluster/cluster.js';
import { reset } from '../playground/cluster/reset.js';
import { byGatewayApi, byPods, type Way, wayNow } from './traffic.js';

/**
 * Puts bookinfo back to reviews v1 alone, where an earlier demo has left another version, and has users' requests split
 * this way.
 */
export async function toFirstState(cluster: Cluster, way: Way, say: (text: string) => void): Promise<void> {
  const names = await kubectl(cluster, [
    'get',
    'deployments',
    '-n',
    'bookinfo',
    '-o',
    'jsonpath={.items[*].metadata.name}',
  ]);
  const versions = names.split(' ').filter((name) => name.startsWith('reviews'));
  const now = await wayNow(cluster);
  const isFirst = versions.join() === 'reviews-v1' && now === way;
  if (isFirst && way !== 'replicas') return;
  if (!isFirst && (versions.join() !== 'reviews-v1' || now !== 'istio')) {
    say('Putting reviews back to v1 ...');
    await reset(cluster, () => undefined);
  }
  if (way === 'gateway-api') await byGatewayApi(cluster);
  if (way === 'replicas') await byPods(cluster);
}
