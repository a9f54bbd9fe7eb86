import { afterAll, beforeAll } from '@jest/globals';
import { Sluice } from '../../../client/sluice.js';
import type { MemoryCluster } from './memory-cluster.js';
import { type OwnTemporal, ownTemporal } from './temporal.js';

/** The workers of a file's tests; they run from the beginning. */
interface Workers {
  /** Ends them; when none runs, nothing. */
  stop(): Promise<void>;
  work(): Promise<void>;
}

/**
 * For all tests of a file: a Temporal server of its own, workers there whose cluster is in memory, and a client, which
 * are told before the first of them.
 */
export function withOwnTemporal(
  cluster: Pick<MemoryCluster, 'ports'>,
  tell: (own: { temporal: OwnTemporal; client: Sluice }) => void,
): Workers {
  let own: { temporal: OwnTemporal; client: Sluice } | undefined;
  let stop = (): Promise<void> => Promise.resolve();
  const work = async (): Promise<void> => {
    stop = (await own?.temporal.work(cluster)) ?? stop;
  };
  beforeAll(async () => {
    const temporal = await ownTemporal();
    own = { temporal, client: await Sluice.connect({ address: temporal.address }) };
    await work();
    tell(own);
  });
  afterAll(async () => {
    await stop();
    await own?.client.close();
    await own?.temporal.env.teardown();
  });
  return { stop: () => stop(), work };
}
