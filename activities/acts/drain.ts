import { setTimeout as sleep } from 'node:timers/promises';
import type { ActInput } from '../../domain/act.js';
import type { Sample } from '../../domain/check.js';
import type { Conducted } from '../activity.js';
import { type Answered, requestsSinceQuery, scrapedQuery } from '../metrics/istio-queries.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { subjectOf, workloadOf } from '../metrics/subject-of.js';
import { drainPods } from './drain-pods.js';
import type { Ports } from '../ports.js';
import { Trouble } from '../trouble.js';

const everyMs = 1000;
/** Nothing must have come for as long, and been scraped since. */
const quietSeconds = 3;
/** By then an autoscaler's figures are of the requests that have come: as metrics-server and Kubernetes are set by default. */
const seenMs = 60_000;

/**
 * Waits until users' requests no longer reach the version that leaves; at its deadline it tells what still came. Then,
 * until the autoscaler of the version that has them all has seen them: let go before, it would take pods away.
 */
export function drain(ports: Ports): Conducted<'drain'> {
  return async (input, { signal, tell }) => {
    const { act, plan } = input;
    if (plan.route.kind === 'replicas') return drainPods(ports, { act, plan }, signal);
    const begun = Date.now();
    const detail = await drained(ports, input, signal);
    const served = act.version === 'stable' ? 'canary' : 'stable';
    const isBehind = async () => (await ports.autoscalers(plan)?.lags(served, signal)) === true;
    while (Date.now() < begun + seenMs && (await isBehind())) {
      tell({ waitingFor: `the autoscaler of ${plan[served]?.deployment} to see all the requests` });
      await sleep(everyMs, undefined, { signal });
    }
    return { kind: 'done', detail };
  };
}

async function drained({ metrics }: Ports, { act, plan }: ActInput<'drain'>, signal: AbortSignal): Promise<string> {
  const leaving = plan[act.version];
  const subject = { ...subjectOf(plan), workload: leaving ? workloadOf(leaving) : '' };
  const version = leaving?.version ?? '';
  const begun = Date.now() / 1000;
  for (;;) {
    await sleep(everyMs, undefined, { signal });
    const arrivals = await arriving(metrics, subject, { begun, signal });
    if (arrivals.kind === 'none') return `no more requests reach ${version}`;
    if (Date.now() < act.deadline) continue;
    if (arrivals.kind === 'unknown') return `nobody can tell whether requests still reach ${version}: ${arrivals.why}`;
    return `requests still reach ${version}: ${arrivals.requests} between the last two scrapes of its callers' proxies`;
  }
}

type Arrivals = { kind: 'none' } | { kind: 'some'; requests: number } | { kind: 'unknown'; why: string };

/**
 * Whether requests still arrive, `begun` in seconds since 1970: none only once the proxies of all callers were scraped after
 * it, and had counted none since they were scraped before. Who was never called has no figures.
 */
async function arriving(
  metrics: MetricsSource,
  subject: Answered,
  { begun, signal }: { begun: number; signal: AbortSignal },
): Promise<Arrivals> {
  const at = new Date(Date.now());
  const ask = async (query: string) => numberIn(await metrics.sample(query, at, signal));
  try {
    const scraped = (await ask(scrapedQuery(subject))) ?? at.getTime() / 1000;
    if (scraped < begun + quietSeconds) return seldom;
    const before = scraped - quietSeconds;
    const requests = Math.round((await ask(requestsSinceQuery(subject, before))) ?? 0);
    if (requests === 0) return { kind: 'none' };
    const isSure = ((await ask(scrapedQuery(subject, before))) ?? begun) >= begun;
    return isSure ? { kind: 'some', requests } : seldom;
  } catch (cause) {
    if (signal.aborted || !(cause instanceof Trouble)) throw cause;
    return { kind: 'unknown', why: cause.message };
  }
}

const seldom: Arrivals = {
  kind: 'unknown',
  why: "Prometheus has not scraped all of its callers' proxies twice since users were sent elsewhere",
};

const numberIn = (seen: Sample): number | undefined => (seen.kind === 'number' ? seen.value : undefined);
