import { setTimeout as delay } from 'node:timers/promises';
import type { Sample } from '../../domain/check.js';
import { failures } from '../../domain/failure.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { fillQuery } from '../metrics/fill-query.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { requestsQuery } from '../metrics/istio-queries.js';
import { Trouble } from '../trouble.js';
import { canaryName } from './check-canary.js';

const attempts = 3;
const pauseMs = 500;

/** What keeps the spec's checks from being asked: a Prometheus that does not answer, or a query that cannot be run. */
export async function metricsProblems(
  metrics: MetricsSource,
  spec: ReleaseSpec,
  signal: AbortSignal,
): Promise<string[]> {
  const at = new Date();
  const { namespace, service, canary, checks } = spec;
  const deployment = canaryName(spec);
  const troubleOf = (query: string) => lastingTrouble(() => metrics.sampleOwn(query, at, signal), signal);
  const down = await troubleOf(requestsQuery({ namespace, service, workload: deployment, windowMs: 60_000 }));
  if (down) return [`The checks cannot be asked: ${down.message}; mend it, or have the worker ask another Prometheus.`];
  const problems = checks.map(async (check) => {
    if (check.metric !== 'query') return [];
    const query = fillQuery(check.query, {
      ...{ namespace, service, deployment },
      ...{ version: canary.version, windowMs: check.windowMs },
    });
    const trouble = await lastingTrouble(async () => oneNumber(await metrics.sampleOwn(query, at, signal)), signal);
    return trouble ? [`The query of check ${check.name} cannot be run: ${trouble.message}.`] : [];
  });
  return (await Promise.all(problems)).flat();
}

/** With several it would never be known which one is meant. */
function oneNumber(sample: Sample): void {
  if (sample.kind === 'many')
    throw new Trouble(
      'InvalidSpec',
      `it answers ${sample.series} series, and one number is wanted: wrap it in sum(...), or another aggregation`,
    );
}

/** A release is not refused for a moment's silence: what may pass is asked again. */
export async function lastingTrouble(ask: () => Promise<unknown>, signal: AbortSignal): Promise<Trouble | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ask();
      return undefined;
    } catch (cause) {
      if (!(cause instanceof Trouble)) throw cause;
      if (failures[cause.type].permanent || attempt === attempts) return cause;
      await delay(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
