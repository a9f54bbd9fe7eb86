import { setTimeout as sleep } from 'node:timers/promises';
import type { ActInput } from '../../domain/act.js';
import type { Sample } from '../../domain/check.js';
import type { Conducted } from '../activity.js';
import { requestsQuery } from '../metrics/istio-queries.js';
import { subjectOf } from '../metrics/subject-of.js';
import { drainPods } from './drain-pods.js';
import type { Ports } from '../ports.js';
import { Trouble } from '../trouble.js';

const everyMs = 1000;
/** Nothing must have come for as long. */
const quietMs = 3000;
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
  const begun = Date.now();
  for (;;) {
    await sleep(everyMs, undefined, { signal });
    const query = requestsQuery({ ...subjectOf(plan), workload, windowMs: quietMs });
    const coming = await metrics.sample(query, new Date(), signal).then(requestsIn, unless(signal));
    if (coming === 0 && Date.now() - begun >= quietMs + everyMs) return `no more requests reach ${version}`;
    if (Date.now() < act.deadline) continue;
    if (typeof coming === 'string') return `nobody can tell whether requests still reach ${version}: ${coming}`;
    return `${coming} requests reached ${version} in the last ${quietMs / 1000} s`;
  }
}

/** Nothing was counted where nobody has called. */
const requestsIn = (seen: Sample): number => (seen.kind === 'number' ? Math.round(seen.value) : 0);

/** Trouble is no silence of the users: why they cannot be counted. */
function unless(signal: AbortSignal) {
  return (cause: unknown): string => {
    if (signal.aborted || !(cause instanceof Trouble)) throw cause;
    return cause.message;
  };
}
