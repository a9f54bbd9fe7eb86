import type { Sluice } from '../../client/sluice.js';
import { ApiWrites, isWeight } from './api-writes.js';
import { beginReviews } from './bookinfo.js';
import { type Quantiles, quantiles } from './quantiles.js';

const weights = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const steps = weights.map((weight) => ({ weight, hold: '15s' }));

/** From the end of a hold to the next weight at the API server; holds that waited for evidence do not count. */
export async function holdEndToWeight(sluice: Sluice, versions: string[]): Promise<Quantiles> {
  const times: number[] = [];
  for (const version of versions) {
    const writes = await ApiWrites.fromNow();
    const ends = new Map<number, number | undefined>();
    const handle = await beginReviews(sluice, {
      version,
      steps,
      checks: [{ 'success-rate': '>= 50%' }],
    });
    for await (const { running } of handle.watch({ everyMs: 1000 })) {
      if (running?.kind !== 'act' || running.act.kind !== 'watch') continue;
      ends.set(running.act.weight, running.act.endsOnPass ? undefined : running.act.until);
    }
    for (const [index, weight] of weights.slice(1).entries()) {
      const end = ends.get(weights[index] ?? 0);
      if (end !== undefined) times.push((await writes.first(isWeight('reviews', weight))).at - end);
    }
  }
  return quantiles(times);
}
