import type { QueryCheck, WindowSeen } from '../../domain/check.js';
import { ticksFrom } from '../../domain/judgement/counting.js';
import { grown, nothingKnown } from '../../domain/judgement/growth.js';
import type { Plan, PlannedVersion } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { fillQuery } from './fill-query.js';
import { isCounted } from './is-counted.js';
import { requestCounters } from './istio-queries.js';
import type { MetricsSource } from './metrics-source.js';
import { range } from './promql.js';
import { ruledOf, versionsOf } from './subject-of.js';

/** What a window is asked for. */
export interface Asked {
  metrics: MetricsSource;
  plan: Plan;
  /** The canary's weight: with all of it, stable's figures would be old ones. */
  weight: Weight;
  at: Date;
  /** What was before is no evidence, in milliseconds since 1970. */
  from: number;
  signal: AbortSignal;
}

/** Asks for one window's figures of one query, as of `at`. */
export async function windowOf(check: QueryCheck, asked: Asked): Promise<WindowSeen> {
  const { metrics, plan, weight, at, from, signal } = asked;
  const windowMs = Math.min(check.windowMs, at.getTime() - from);
  const { namespace, service } = plan;
  const ask = ({ version, deployment }: PlannedVersion) =>
    metrics.sampleOwn(fillQuery(check.query, { namespace, service, version, deployment, windowMs }), at, signal);
  const [canary, stable, requests] = await Promise.all([
    ask(plan.canary),
    plan.stable && weight < 100 && check.tolerance ? ask(plan.stable) : undefined,
    check.minRequests !== undefined && isCounted(plan) ? requestsIn(windowMs, asked) : undefined,
  ]);
  return { canary, ...(stable ? { stable } : {}), ...(requests === undefined ? {} : { requests }) };
}

/** The canary's requests of the window, as they were scraped: of a counter that was there before it what it grew by. */
async function requestsIn(windowMs: number, { metrics, plan, at, signal }: Asked): Promise<number> {
  const series = await metrics.scraped(`${requestCounters(ruledOf(plan))}[${range(windowMs)}]`, at, signal);
  const ticks = ticksFrom(grown(series, nothingKnown, Infinity), { ...versionsOf(plan), begins: 0 });
  return ticks.reduce((sum, { canary }) => sum + canary.requests, 0);
}
