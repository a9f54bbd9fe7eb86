import type { Weight } from './step.js';
import { wilsonInterval } from './wilson.js';

/** Requests that users sent to the service, and how many of them the canary answered. */
export interface Counted {
  canary: number;
  total: number;
}

/** A request that began before the weight changed may end long after; one in a hundred does not count against 0 or 100. */
const slack = 0.01;

/**
 * Whether users get the share that was asked for: `yes` when the 99 % interval of what was counted holds the asked weight
 * and no longer the previous one, `no` when it does not hold the asked weight, `inconclusive` with too few requests to
 * tell the two apart.
 */
export function reached(asked: Weight, previous: Weight, { canary, total }: Counted): 'yes' | 'no' | 'inconclusive' {
  const { low, high } = wilsonInterval(canary, total);
  const holds = (weight: Weight) =>
    low <= (weight === 0 ? slack : weight / 100) && (weight === 100 ? 1 - slack : weight / 100) <= high;
  if (total === 0) return 'inconclusive';
  if (!holds(asked)) return 'no';
  return asked !== previous && holds(previous) ? 'inconclusive' : 'yes';
}
