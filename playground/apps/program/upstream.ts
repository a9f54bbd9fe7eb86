import { Agent, type IncomingHttpHeaders } from 'node:http';
import { exchange, type Exchange } from './exchange.js';
import { forwardedHeaders } from './forwarded-headers.js';

/** The answer of another application: its JSON body, or the problem that kept it from us. */
export interface UpstreamAnswer {
  /** The application and the version that answered, as "reviews=v2"; "reviews=none" when none did. */
  servedBy: string;
  body?: unknown;
  problem?: string;
}

/** An application this one calls. */
export class Upstream {
  readonly #name: string;
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #agent = new Agent({ keepAlive: true });

  /** `timeoutMs` is the limit for one request. */
  constructor(name: string, url: string, timeoutMs: number) {
    this.#name = name;
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Asks for `path` on behalf of a request with these headers. Never rejects. */
  async get(path: string, headers: IncomingHttpHeaders): Promise<UpstreamAnswer> {
    const got = await this.#exchange(path, forwardedHeaders(headers));
    const version = got.headers['x-app-version'];
    const servedBy = `${this.#name}=${typeof version === 'string' ? version : 'none'}`;
    if (got.status !== 200) return { servedBy, problem: `${this.#name}: ${got.failure ?? got.status}` };
    try {
      return { servedBy, body: JSON.parse(got.body) as unknown };
    } catch {
      return { servedBy, problem: `${this.#name}: the answer is not JSON` };
    }
  }

  async #exchange(path: string, headers: Record<string, string>): Promise<Exchange> {
    const options = { url: this.#url + path, headers, agent: this.#agent, timeoutMs: this.#timeoutMs };
    const got = await exchange(options);
    // A kept connection may have been closed just when we sent; a fresh one tells whether anybody is there.
    return got.failure === 'reset' && got.reused ? exchange(options) : got;
  }
}
