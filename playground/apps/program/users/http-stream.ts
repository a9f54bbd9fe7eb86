import { Agent } from 'node:http';
import { exchange, type Exchange } from '../exchange.js';
import type { Got } from './got.js';
import { Pacer } from './pacer.js';
import type { RunningStream } from './running-stream.js';
import type { StreamDefinition } from './stream-definition.js';
import type { Tally } from './tally.js';

/** A stream of HTTP requests (kinds http and keepalive), by the clock: slow answers do not slow the requests down. */
export class HttpStream implements RunningStream {
  readonly #definition: StreamDefinition;
  readonly #tally: Tally;
  readonly #pacer: Pacer;
  readonly #agent: Agent;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #limit: number;

  constructor(definition: StreamDefinition, tally: Tally) {
    this.#definition = definition;
    this.#tally = tally;
    this.#limit = definition.kind === 'keepalive' ? 1 : definition.maxInFlight;
    // fifo takes the connection that was idle longest, so that all kept connections get their share.
    this.#agent = new Agent({ keepAlive: true, maxSockets: this.#limit, scheduling: 'fifo' });
    const missed = (count: number): void => tally.dropped(definition.name, count);
    this.#pacer = new Pacer({ due: () => this.#send(), missed });
    this.#pacer.setRate(definition.ratePerSecond);
  }

  setRate(ratePerSecond: number): void {
    this.#pacer.setRate(ratePerSecond);
  }

  async stop(): Promise<void> {
    this.#pacer.setRate(0);
    await Promise.all(this.#inFlight);
    this.#agent.destroy();
  }

  #send(): void {
    if (this.#inFlight.size >= this.#limit) return this.#tally.dropped(this.#definition.name, 1);
    const request = this.#request().finally(() => this.#inFlight.delete(request));
    this.#inFlight.add(request);
  }

  async #request(): Promise<void> {
    const { name, url, headers, timeoutMs, expectedStatuses } = this.#definition;
    const connected = (): void => this.#tally.connected(name);
    const got = await exchange({ url, headers, timeoutMs, agent: this.#agent, connected });
    this.#tally.got(name, toGot(got, expectedStatuses));
  }
}

function toGot({ status, failure, headers, milliseconds }: Exchange, expected: readonly number[]): Got {
  const answered = status !== undefined;
  return {
    status: failure ?? String(status),
    version: label(headers['x-app-version']),
    servedBy: label(headers['x-served-by']),
    failed: !answered || (status >= 400 && !expected.includes(status)),
    // How fast a connection broke says nothing about how long users wait.
    ...(answered || failure === 'timeout' ? { milliseconds } : {}),
  };
}

function label(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header.slice(0, 100) : 'none';
}
