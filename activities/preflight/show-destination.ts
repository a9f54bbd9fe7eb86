import type { Destination } from '../../domain/plan.js';

/** A destination as people write it: `reviews/v1`. */
export function showDestination({ host, subset }: Destination): string {
  return subset === undefined ? host : `${host}/${subset}`;
}
