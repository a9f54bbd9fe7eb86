import type { Plan } from '../../domain/plan.js';
import { percentOf, type PodSplit, splitOf } from '../../domain/pod-split.js';
import type { Weight } from '../../domain/step.js';
import type { ShareReport } from '../../domain/watch-report.js';
import { carriedOut } from './carried-out.js';

/** The share that nothing is known of yet. */
export function noShare({ weight }: { weight: Weight }, plan: Plan): ShareReport {
  return { asked: carriedOut(plan, weight), canary: 0, total: 0, reached: 'inconclusive' };
}

/**
 * The share that the ready endpoints give the canary, where nobody counts requests: reached when they are those that the
 * weight means, no more and no fewer.
 */
export function endpointsShare({ weight }: { weight: Weight }, plan: Plan, ends: PodSplit): ShareReport {
  const { route } = plan;
  const wanted = route.kind === 'replicas' ? splitOf(route, weight) : ends;
  const isReached = ends.canary === wanted.canary && ends.stable === wanted.stable;
  const total = ends.canary + ends.stable;
  return {
    ...{ asked: carriedOut(plan, weight), canary: ends.canary, total, by: 'endpoints' },
    ...(total > 0 ? { measured: percentOf(ends) } : {}),
    reached: total === 0 ? 'inconclusive' : isReached ? 'yes' : 'no',
  };
}
