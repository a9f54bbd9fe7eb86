import type { Sluice } from '../../client/sluice.js';
import type { Cluster } from '../../playground/cluster/cluster.js';
import { ApiWrites, isWeight } from './api-writes.js';
import { beginReviews, behave, podsWithUsers, until } from './bookinfo.js';
import { firstSampleBelow } from './prometheus-samples.js';
import { type Quantiles, quantiles } from './quantiles.js';

const threshold = 0.95;
const windowSeconds = 5;
const requests = 'istio_requests_total{reporter="source",destination_version="{{version}}"';
const increase = (more = '') => `sum(increase(${requests}${more}}[{{window}}]))`;
/** One failing sample suffices; limits would want evidence. */
const checks = [
  {
    ...{ name: 'success rate', query: `${increase(',response_code!~"5.."')} / ${increase()}` },
    ...{ pass: `>= ${threshold}`, window: `${windowSeconds}s`, minRequests: 5 },
  },
];
const steps = [{ weight: 50, hold: '1h' }];

/** From the first scraped sample that misses the threshold to weight 0 at the API server. */
export async function badMetricToZero(sluice: Sluice, cluster: Cluster, runs: number): Promise<Quantiles> {
  const times: number[] = [];
  for (let run = 0; times.length < runs && run < runs * 2; run += 1) {
    const zero = await takenBack(sluice, () => behave(cluster, 'v2', { errorRate: 0.5 }));
    if (zero) times.push(zero.at - (await firstSampleBelow(threshold, { from: zero.changed, windowSeconds })));
  }
  return quantiles(times);
}

/** From the moment at which the canary's only pod is not ready any more, by the API server, to weight 0. */
export async function unreadyToZero(sluice: Sluice, cluster: Cluster, runs: number): Promise<Quantiles> {
  const times: number[] = [];
  for (let run = 0; times.length < runs && run < runs * 2; run += 1) {
    const writes = await ApiWrites.fromNow();
    let names: string[] = [];
    const zero = await takenBack(sluice, async () => {
      names = (await podsWithUsers(cluster, 'v2')).map(({ name }) => name);
      await behave(cluster, 'v2', { ready: false });
    });
    if (!zero) continue;
    const unready = await writes.first(
      ({ at, uri, body }) =>
        at > zero.changed &&
        names.some((name) => uri.includes(`/pods/${name}/status`)) &&
        /"status":"False","type":"Ready"/.test(body),
    );
    times.push(zero.at - unready.at);
  }
  return quantiles(times);
}

/**
 * Releases v2 to half of the users, makes it misbehave once it is found good, and answers when its weight was 0; undefined
 * when it was never found good, as may be where the machine has other work.
 */
async function takenBack(
  sluice: Sluice,
  misbehave: () => Promise<void>,
): Promise<{ at: number; changed: number } | undefined> {
  const handle = await beginReviews(sluice, { version: 'v2', steps, checks });
  try {
    await until(handle, ({ weight, report }) => weight === 50 && report?.verdict === 'pass');
  } catch (cause) {
    console.error(`not counted: ${cause instanceof Error ? cause.message : String(cause)}`);
    return undefined;
  }
  const writes = await ApiWrites.fromNow();
  const changed = Date.now();
  await misbehave();
  const { at } = await writes.first(isWeight('reviews', 0), 60);
  await handle.result();
  return { at, changed };
}
