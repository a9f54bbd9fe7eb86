import type { RawSeries } from '../../domain/judgement/growth.js';
import { type CallsCounter, callersQuery, lookedSinceQuery } from '../metrics/callers-query.js';
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
  /** For how long Prometheus has looked, where that is not the whole hour: then all counts that was ever counted. */
  lookedMs?: number | undefined;
}

const [windowMs, graceMs] = [3_600_000, 120_000];

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
    const [requests, connections, [looked]] = await Promise.all([
      ask('istio_requests_total'),
      ask('istio_tcp_connections_opened_total'),
      metrics.scraped(lookedSinceQuery(windowMs), at, signal),
    ]);
    callers = { requests, connections, lookedMs: shorter(at.getTime() - (looked?.samples.at(-1)?.[1] ?? 0) * 1000) };
  }, signal);
  if (trouble)
    findings.note(
      `Who called in the last hour cannot be told: ${trouble.message}. Ways that the route does not rule count as used.`,
    );
  return callers;
}

/** A look at the hour's beginning finds what was scraped a little before, or each few minutes. */
function shorter(lookedMs: number): number | undefined {
  return lookedMs < windowMs - graceMs ? lookedMs : undefined;
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
