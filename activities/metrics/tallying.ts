import type { Limit } from '../../domain/check.js';
import type { Strictness } from '../../domain/judgement/strictness.js';
import type { Plan } from '../../domain/plan.js';
import { newTally, type Tally, type WatchedWeight, withGrowth } from '../../domain/tally.js';
import { coarseBefore, growthReader, settledAt } from './growth-reader.js';
import { latencyCounters, requestCounters } from './istio-queries.js';
import type { MetricsSource } from './metrics-source.js';
import { ruledOf, versionsOf } from './subject-of.js';

/** Envoy adds latencies up every five seconds by default: to ask more often tells nothing. */
const latenciesEveryMs = 5000;

/** Counts users' requests from look to look. */
export interface Tallying {
  /** What was counted until now; the latest scrapes may still be missing. */
  now: (at: Date, signal: AbortSignal) => Promise<Tally>;
  /** What a later watch may go on from. */
  tally: () => Tally;
}

/**
 * Counts users' requests of the release since its first weight, going on from what was counted `before`. Scrapes are read
 * raw and never extrapolated; what is counted depends on them alone, not on when one looks.
 */
export function tallying(
  metrics: MetricsSource,
  plan: Plan,
  {
    before,
    strictness,
    limits = [],
    ...watched
  }: WatchedWeight & { before?: Tally | undefined; strictness?: Strictness; limits?: readonly Limit[] },
): Tallying {
  let tally = before ?? newTally(watched, { limits, ...(strictness ? { strictness } : {}) });
  const subject = ruledOf(plan);
  const from = { upTo: tally.upTo, coarseUntil: coarseBefore(tally.begins) };
  const requests = growthReader(metrics, { ...from, counters: requestCounters(subject), isTimed: true });
  const latencies = growthReader(metrics, { ...from, counters: latencyCounters(subject), isTimed: false });
  const context = { watched, limits, versions: versionsOf(plan) };
  let latenciesAt = -Infinity;

  /** Both are taken up to the same second: what is counted would otherwise depend on when they were read. */
  const settle = (at: Date): void => {
    const upTo = Math.max(tally.upTo, settledAt(at));
    tally = withGrowth(tally, { growths: [...requests.take(upTo), ...latencies.take(upTo)], upTo }, context);
  };

  return {
    async now(at, signal) {
      const isDue = at.getTime() >= latenciesAt + latenciesEveryMs;
      await Promise.all([requests.read(at, signal), isDue ? latencies.read(at, signal) : undefined]);
      if (isDue) {
        latenciesAt = at.getTime();
        settle(at);
      }
      return withGrowth(tally, { growths: [...requests.rest(), ...latencies.rest()], upTo: tally.upTo }, context);
    },
    tally: () => tally,
  };
}
