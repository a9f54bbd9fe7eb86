import type { Cluster } from '../playground/cluster/cluster.js';
import { usersCounts } from '../playground/cluster/users-counts.js';

/** What the users of reviews in the mesh got. */
export interface Measured {
  /** The share of the answers that came from v2, 0 to 1. */
  share: number;
  requests: number;
  failed: number;
}

/** Counts what users get for `seconds` from now. */
export async function measure(cluster: Cluster, seconds: number): Promise<Measured> {
  const before = (await usersCounts(cluster))['mesh-reviews'];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = (await usersCounts(cluster))['mesh-reviews'];
  const requests = (after?.requests ?? 0) - (before?.requests ?? 0);
  const fromV2 = (after?.byVersion['v2'] ?? 0) - (before?.byVersion['v2'] ?? 0);
  return {
    share: requests === 0 ? 0 : fromV2 / requests,
    requests,
    failed: (after?.failed ?? 0) - (before?.failed ?? 0),
  };
}
