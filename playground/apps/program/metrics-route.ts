import type { Registry } from 'prom-client';
import type { Route } from './route.js';

/** GET /metrics in the Prometheus text format. */
export function metricsRoute(registry: Registry): Route {
  return {
    method: 'GET',
    pattern: '/metrics',
    answer: async () => ({ status: 200, contentType: registry.contentType, body: await registry.metrics() }),
  };
}
