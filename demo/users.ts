import { type Cluster, kubectl } from '../playground/cluster/cluster.js';
import { usersCounts } from '../playground/cluster/users-counts.js';

/** What users of reviews sent, and how much of it failed. */
export interface Users {
  requests: number;
  failed: number;
}

/** The playground's users that call reviews, themselves or by way of the product page. */
const streams = ['mesh-reviews', 'mesh-tester', 'keepalive-reviews', 'edge', 'edge-tester'];

/** So many requests a second prove a version in a minute; the playground's usual ones would take more than two. */
const [manyASecond, usual] = [80, 20];

/** Has many users call reviews, until the function that it answers with is called. */
export async function manyUsers(cluster: Cluster): Promise<() => Promise<void>> {
  await sendEachSecond(cluster, manyASecond);
  return () => sendEachSecond(cluster, usual);
}

async function sendEachSecond(cluster: Cluster, ratePerSecond: number): Promise<void> {
  const select = ['-n', 'users', '-l', 'app=users-mesh', '--field-selector=status.phase=Running'];
  const pods = await kubectl(cluster, ['get', 'pods', ...select, '-o', 'jsonpath={.items[*].metadata.name}']);
  for (const pod of pods.split(' ').filter((name) => name !== '')) {
    const path = `/api/v1/namespaces/users/pods/${pod}:9100/proxy/streams/mesh-reviews`;
    await kubectl(cluster, ['replace', '--raw', path, '-f', '-'], JSON.stringify({ ratePerSecond }));
  }
}

/** Counts what users get from now on. */
export async function countUsers(cluster: Cluster): Promise<() => Promise<Users>> {
  const before = await total(cluster);
  return async () => {
    const now = await total(cluster);
    return { requests: now.requests - before.requests, failed: now.failed - before.failed };
  };
}

async function total(cluster: Cluster): Promise<Users> {
  const counts = await usersCounts(cluster);
  const sum = (key: keyof Users) => streams.reduce((all, name) => all + (counts[name]?.[key] ?? 0), 0);
  return { requests: sum('requests'), failed: sum('failed') };
}
