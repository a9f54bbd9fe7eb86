import type { Check, Evidence } from '../../domain/check.js';
import type { Plan } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { fillQuery } from './fill-query.js';
import { isCounted } from './is-counted.js';
import {
  allRequestsQuery,
  answeredQuery,
  p99Query,
  requestsQuery,
  type Subject,
  successRateQuery,
} from './istio-queries.js';
import type { MetricsSource } from './metrics-source.js';
import { subjectOf } from './subject-of.js';

/** What evidence is asked for. */
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

/** Asks for one window's figures of one check, as of `at`. */
export async function evidenceFor(check: Check, { metrics, plan, weight, at, from, signal }: Asked): Promise<Evidence> {
  const ours = (query: string) => metrics.sample(query, at, signal);
  const ask = check.metric === 'query' ? (query: string) => metrics.sampleOwn(query, at, signal) : ours;
  const of = (version: string): Subject => ({
    ...subjectOf(plan),
    ...{ version, windowMs: Math.min(check.windowMs, at.getTime() - from) },
  });
  const [canary, stable, requests] = await Promise.all([
    ask(queryOf(check, of(plan.canary.version))),
    plan.stable && weight < 100 && check.metric !== 'answered'
      ? ask(queryOf(check, of(plan.stable.version)))
      : undefined,
    isCounted(plan)
      ? ours(check.metric === 'answered' ? allRequestsQuery(of('')) : requestsQuery(of(plan.canary.version)))
      : undefined,
  ]);
  return { canary, ...(requests ? { requests } : {}), ...(stable ? { stable } : {}) };
}

function queryOf(check: Check, subject: Subject): string {
  switch (check.metric) {
    case 'success-rate':
      return successRateQuery(subject);
    case 'p99':
      return p99Query(subject);
    case 'answered':
      return answeredQuery(subject);
    case 'query':
      return fillQuery(check.query, subject);
  }
}
