import { range, selector } from './promql.js';

/**
 * The share of the requests to the service in the window, 0 to 1, that came over plain connections: from clients without
 * a sidecar. The pods' own proxies report it, who see every request, in Istio's standard label.
 */
export function bareShareQuery(subject: { namespace: string; service: string; windowMs: number }): string {
  const labels = {
    reporter: 'destination',
    destination_service_namespace: subject.namespace,
    destination_service_name: subject.service,
  };
  const count = (more: Record<string, string> = {}) =>
    `sum(increase(istio_requests_total${selector({ ...labels, ...more })}[${range(subject.windowMs)}]))`;
  return `${count({ connection_security_policy: 'none' })} / ${count()}`;
}
