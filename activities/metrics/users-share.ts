import type { Plan } from '../../domain/plan.js';
import { shareOf } from '../../domain/share.js';
import type { Weight } from '../../domain/step.js';
import type { ShareReport } from '../../domain/watch-report.js';
import { carriedOut } from './carried-out.js';
import { requestsBySourceQuery, sourceLabel } from './istio-queries.js';
import type { MetricsSource } from './metrics-source.js';
import { ruledOf } from './subject-of.js';

/**
 * What the proxies need to hear of a new weight (well below a second) and Prometheus to scrape what came before it; what
 * users got in this time is not counted against it.
 */
export const spreadMs = 2000;
/** The least that a scraped counter can be read over. */
const leastMs = 2000;

/** What counts where the mesh has heard of the weight late: an outage before would be counted against it for long. */
const lateMs = 60_000;

interface Of {
  weight: Weight;
  previous: Weight;
  from: number;
}

interface Asked {
  metrics: MetricsSource;
  plan: Plan;
  at: Date;
  signal: AbortSignal;
}

/**
 * The share that users got from the canary since the weight came into force, at `from`; where that is not the one asked
 * for, what they got of late.
 */
export async function usersShare({ weight, previous, from }: Of, asked: Asked): Promise<ShareReport> {
  const of = { weight: carriedOut(asked.plan, weight), previous: carriedOut(asked.plan, previous), from };
  const windowMs = asked.at.getTime() - of.from - spreadMs;
  if (windowMs < leastMs) return shareOf(of.weight, of.previous, {});
  const whole = await shareOver(windowMs, of, asked);
  return whole.reached === 'no' && windowMs > lateMs ? shareOver(lateMs, of, asked) : whole;
}

async function shareOver(
  windowMs: number,
  { weight, previous }: Of,
  { metrics, plan, at, signal }: Asked,
): Promise<ShareReport> {
  const count = (version: string) => {
    const query = requestsBySourceQuery({ ...ruledOf(plan), version, windowMs });
    return metrics.sampleBy(query, sourceLabel, at, signal);
  };
  const [canary, stable] = await Promise.all([
    count(plan.canary.version),
    plan.stable ? count(plan.stable.version) : Promise.resolve<Record<string, number>>({}),
  ]);
  const sources = Object.keys({ ...canary, ...stable }).map((name) => {
    const ofCanary = canary[name] ?? 0;
    return [name, { canary: ofCanary, total: ofCanary + (stable[name] ?? 0) }] as const;
  });
  return shareOf(weight, previous, Object.fromEntries(sources));
}
