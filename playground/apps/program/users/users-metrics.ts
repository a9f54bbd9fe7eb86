import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Got } from './got.js';

/** What users got, for Prometheus. */
export class UsersMetrics {
  readonly registry = new Registry();
  readonly #requests: Counter<'stream' | 'status' | 'version' | 'served_by'>;
  readonly #dropped: Counter<'stream'>;
  readonly #duration: Histogram<'stream'>;

  constructor() {
    const registers = [this.registry];
    this.#requests = new Counter({
      name: 'users_requests_total',
      help: 'What users got, by status (or kind of failure) and by the version that answered.',
      labelNames: ['stream', 'status', 'version', 'served_by'],
      registers,
    });
    this.#dropped = new Counter({
      name: 'users_dropped_total',
      help: 'Requests that were due and could not be sent.',
      labelNames: ['stream'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'users_request_duration_seconds',
      help: 'How long users waited.',
      labelNames: ['stream'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    const started = new Gauge({ name: 'users_start_time_seconds', help: 'Start, in Unix seconds.', registers });
    started.set(Date.now() / 1000);
  }

  got(stream: string, got: Got): void {
    this.#requests.inc({ stream, status: got.status, version: got.version, served_by: got.servedBy });
    if (got.milliseconds !== undefined) this.#duration.observe({ stream }, got.milliseconds / 1000);
  }

  dropped(stream: string, count: number): void {
    this.#dropped.inc({ stream }, count);
  }
}
