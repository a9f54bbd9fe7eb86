import type { RawSeries } from '../../domain/judgement/growth.js';
import { type CallsCounter, callersQuery } from '../metrics/callers-query.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { lastingTrouble } from './check-metrics.js';
import type { Findings } from './findings.js';

/** Somebody who called a Service of the namespace, as the proxy of one side has counted it. */
export interface Caller {
  /** The Service that was called. */
  service: string;
  workload: string;
  namespace: string;
  /** Without a sidecar: then it is known by the called pods' proxies alone, and not by name. */
  isBare: boolean;
  count: number;
}

/** Who called the Services of a namespace in the last hour. */
export interface Callers {
  requests: Caller[];
  /** By connections of which proxies know no more. */
  connections: Caller[];
}

/** How many came by a way, and from where: the most frequent first. */
export interface Came {
  what: 'request' | 'connection';
  count: number;
  from: string[];
}

const windowMs = 3_600_000;
/** So many are named. */
const mostNamed = 3;

/** Asks Prometheus who called; undefined when it cannot be told, which is noted with the reason. */
export async function readCallers(
  metrics: MetricsSource,
  { namespace }: { namespace: string },
  findings: Findings,
  signal: AbortSignal,
): Promise<Callers | undefined> {
  const at = new Date();
  const ask = async (counter: CallsCounter) =>
    (await metrics.scraped(callersQuery(counter, { namespace, windowMs }), at, signal)).flatMap(callersFrom);
  let callers: Callers | undefined;
  const trouble = await lastingTrouble(async () => {
    const [requests, connections] = await Promise.all([
      ask('istio_requests_total'),
      ask('istio_tcp_connections_opened_total'),
    ]);
    callers = { requests, connections };
  }, signal);
  if (trouble)
    findings.note(
      `Who called in the last hour cannot be told: ${trouble.message}. Ways that the route does not rule count as used.`,
    );
  return callers;
}

/** Those of the callers that are meant. A call that both sides have counted is one. */
export function cameBy(
  callers: Callers | undefined,
  what: Came['what'],
  isMeant: (caller: Caller) => boolean,
): Came | undefined {
  if (!callers) return undefined;
  const most = new Map<string, number>();
  for (const caller of callers[what === 'request' ? 'requests' : 'connections'].filter(isMeant)) {
    const name = nameOf(caller);
    most.set(name, Math.max(most.get(name) ?? 0, caller.count));
  }
  const sorted = [...most].toSorted(([, one], [, other]) => other - one);
  const from = sorted.slice(0, mostNamed).map(([name, count]) => `${figure(count)} from ${name}`);
  if (sorted.length > mostNamed) from.push(`and those of ${sorted.length - mostNamed} more`);
  return { what, count: Math.ceil(sorted.reduce((sum, [, count]) => sum + count, 0)), from };
}

/** The greater of two. */
export function mostOf(one: Came | undefined, other: Came | undefined): Came | undefined {
  return (one?.count ?? 0) >= (other?.count ?? 0) ? one : other;
}

/** "340 requests came that way in the last hour (300 from sleep in shop, 40 from cron in jobs)." */
export function showCame({ what, count, from }: Came): string {
  if (count === 0) return `No ${what} came that way in the last hour.`;
  return `${figure(count)} ${what}${count === 1 ? '' : 's'} came that way in the last hour (${from.join(', ')}).`;
}

function nameOf({ isBare, workload, namespace }: Caller): string {
  return isBare ? 'clients without a sidecar' : `${workload} in ${namespace}`;
}

/** None where the called side has counted somebody whose own side counts, too, and knows the name. */
function callersFrom({ labels, samples }: RawSeries): Caller[] {
  const { reporter, source_workload: workload = 'unknown', source_workload_namespace: namespace = 'unknown' } = labels;
  const isUnknown = reporter === 'destination' && workload === 'unknown';
  const isBare = isUnknown && labels['connection_security_policy'] !== 'mutual_tls';
  if (isUnknown && !isBare) return [];
  const service = labels['destination_service_name'] ?? 'unknown';
  return [{ service, workload, namespace, isBare, count: samples.at(-1)?.[1] ?? 0 }];
}

function figure(count: number): string {
  return Math.ceil(count).toLocaleString('en');
}
