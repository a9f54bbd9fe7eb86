import { Counter, type Registry } from 'prom-client';

/** What a worker tells Prometheus of the notices that it sends. */
export class NoticeMetrics {
  readonly #tries: Counter;

  constructor(registry: Registry) {
    this.#tries = new Counter({
      name: 'sluice_notices_total',
      help: 'Tries at telling a receiver of a release, by whether it took the notice: told or failed',
      labelNames: ['receiver', 'result'],
      registers: [registry],
    });
  }

  /** Runs a try, and counts it. What is none is only run. */
  async pass(input: unknown, run: () => Promise<unknown>): Promise<unknown> {
    const receiver = receiverOf(input);
    if (receiver === undefined) return run();
    try {
      const done = await run();
      this.#tries.inc({ receiver, result: 'told' });
      return done;
    } catch (cause) {
      this.#tries.inc({ receiver, result: 'failed' });
      throw cause;
    }
  }
}

function receiverOf(input: unknown): string | undefined {
  const isTry = typeof input === 'object' && input !== null && 'notice' in input && 'to' in input;
  return isTry && typeof input.to === 'string' ? input.to : undefined;
}
