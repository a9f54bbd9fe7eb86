import type { Cluster } from '../playground/cluster/cluster.js';
import { usersCounts } from '../playground/cluster/users-counts.js';

/** What users of reviews sent, and how much of it failed. */
export interface Users {
  requests: number;
  failed: number;
}

/** The playground's users that call reviews, themselves or by way of the product page. */
const streams = ['mesh-reviews', 'mesh-tester', 'keepalive-reviews', 'edge', 'edge-tester'];

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
