import { setTimeout as sleep } from 'node:timers/promises';
import type { ActInput } from '../../domain/act.js';
import type { Sample } from '../../domain/check.js';
import type { Conducted } from '../activity.js';
import { type Answered, requestsSinceQuery, scrapedQuery } from '../metrics/istio-queries.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { subjectOf } from '../metrics/subject-of.js';
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
  const { version = '', deployment: workload = '' } = plan[act.version] ?? {};
  const quietFrom = Date.now() / 1000 + quietSeconds;
  for (;;) {
    await sleep(everyMs, undefined, { signal });
    const coming = await arriving(metrics, { ...subjectOf(plan), workload }, { quietFrom, signal });
    if (coming === 0) return `no more requests reach ${version}`;
    if (Date.now() < act.deadline) continue;
    if (typeof coming === 'string') return `nobody can tell whether requests still reach ${version}: ${coming}`;
    return `requests still reach ${version}: ${coming} when its callers' proxies were scraped last`;
  }
}

/**
 * How many requests were counted last; 0 only once the proxies of all callers were scraped after `quietFrom` (seconds since
 * 1970), and none had counted one since it was scraped before. A text says why that cannot be told. Who was never called has
 * no figures.
 */
async function arriving(
  metrics: MetricsSource,
  subject: Answered,
  { quietFrom, signal }: { quietFrom: number; signal: AbortSignal },
): Promise<number | string> {
  const at = new Date(Date.now());
  const ask = async (query: string) => numberIn(await metrics.sample(query, at, signal));
  try {
    const scraped = (await ask(scrapedQuery(subject))) ?? at.getTime() / 1000;
    if (scraped < quietFrom) return `Prometheus has not scraped its callers' proxies since`;
    const requests = (await ask(requestsSinceQuery(subject, scraped - quietSeconds))) ?? 0;
    return Math.round(requests);
  } catch (cause) {
    if (signal.aborted || !(cause instanceof Trouble)) throw cause;
    return cause.message;
  }
}

const numberIn = (seen: Sample): number | undefined => (seen.kind === 'number' ? seen.value : undefined);
