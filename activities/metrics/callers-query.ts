import { range, selector } from './promql.js';

/** What Istio's proxies count: requests, and connections of which they know no more. */
export type CallsCounter = 'istio_requests_total' | 'istio_tcp_connections_opened_total';

/** By which labels the answer is told apart. */
const by = [
  'destination_service_name',
  'reporter',
  'source_workload',
  'source_workload_namespace',
  'connection_security_policy',
];

/**
 * By how much a counter grew in the window, for every Service of the namespace by who called it, as the proxies of either
 * side count it. What is younger than the window has grown from 0: `increase` would leave its first sample out.
 */
export function callersQuery(
  counter: CallsCounter,
  { namespace, windowMs }: { namespace: string; windowMs: number },
): string {
  const counters = `${counter}${selector({ destination_service_namespace: namespace })}`;
  const window = range(windowMs);
  const older = `${counters} offset ${window}`;
  const grown = `(increase(${counters}[${window}]) and ${older})`;
  const born = `(max_over_time(${counters}[${window}]) unless ${older})`;
  return `sum by (${by.join(', ')}) (${grown} or ${born}) > 0`;
}

/** Since when Prometheus has looked at anything, in seconds since 1970: at most the window before now, and a minute or so. */
export const lookedSinceQuery = (windowMs: number): string =>
  `min(min_over_time(timestamp(up)[${range(windowMs)}:1m]))`;
