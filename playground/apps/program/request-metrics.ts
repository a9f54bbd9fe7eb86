import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Identity } from './identity.js';

/** The application's own metrics, labelled with app and version; nothing about the process itself. */
export class RequestMetrics {
  readonly registry = new Registry();
  readonly #requests: Counter<'path' | 'status'>;
  readonly #duration: Histogram<'path'>;

  /** `isReady` is asked at every scrape. */
  constructor(identity: Identity, isReady: () => boolean) {
    const registers = [this.registry];
    this.registry.setDefaultLabels({ app: identity.app, version: identity.version });
    this.#requests = new Counter({
      name: 'app_requests_total',
      help: 'Requests answered, by route pattern and status. Probes are not counted.',
      labelNames: ['path', 'status'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'app_request_duration_seconds',
      help: 'Time from request to answer, by route pattern. Streams are not measured.',
      labelNames: ['path'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    addGauges(this.registry, isReady);
  }

  /** Counts one answered request. `status` is an HTTP status or a gRPC status name; streams give no `seconds`. */
  answered(path: string, status: number | string, seconds?: number): void {
    this.#requests.inc({ path, status });
    if (seconds !== undefined) this.#duration.observe({ path }, seconds);
  }
}

function addGauges(registry: Registry, isReady: () => boolean): void {
  const registers = [registry];
  const started = new Gauge({ name: 'app_start_time_seconds', help: 'Start, in Unix seconds.', registers });
  started.set(Date.now() / 1000);
  const ready: Gauge = new Gauge({
    name: 'app_ready',
    help: '1 when the readiness probe succeeds, else 0.',
    registers,
    collect: () => ready.set(isReady() ? 1 : 0),
  });
}
