import {
  IsomorphicFetchHttpLibrary,
  type HttpMethod,
  type KubeConfig,
  RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node';
import { troubleFromAnswer, troubleFromSilence } from './cluster-errors.js';
import { Connections } from './connections.js';
import { linesOf } from './lines-of.js';
import { withTimeLimit } from './time-limit.js';
import { Turns } from './turns.js';

/** One request to the API server. */
export interface ApiRequest {
  method: HttpMethod;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  contentType?: string;
  /** What answers are understood; JSON if not said. */
  accept?: string;
  /** What it is for, as errors say it: "patch VirtualService bookinfo/reviews". */
  what: string;
}

/** So many reads, and so many writes, go at once: one more each needs a connection, and a new one costs more than many requests. */
const atOnce = 8;
/** What takes longer hangs, most often in a webhook: nobody else is to wait for it. */
const longMs = 250;

/** Speaks HTTP with one API server. Each answer has `timeoutMs` to come. */
export class ApiServer {
  readonly #config: KubeConfig;
  readonly #timeoutMs: number;
  readonly #http = new IsomorphicFetchHttpLibrary();
  readonly #reads = new Turns(atOnce, longMs);
  readonly #writes = new Turns(atOnce, longMs);
  readonly #connections: Connections;

  constructor(config: KubeConfig, timeoutMs: number) {
    this.#config = config;
    this.#timeoutMs = timeoutMs;
    this.#connections = new Connections(config);
  }

  /** The API server's address. */
  get address(): string {
    return this.#config.getCurrentCluster()?.server ?? 'nowhere';
  }

  /** Answers the JSON of a success. @throws Trouble for everything else; the signal's reason when it ends. */
  async ask(request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    const answered = async (limited: AbortSignal) => {
      const context = this.#context(request, limited);
      await this.#connections.kept(context);
      const response = await this.#answer(request, context, limited);
      return this.#json(await this.#read(response, request), request);
    };
    const turns = request.method === 'GET' ? this.#reads : this.#writes;
    return this.#limited(request, signal, (limited) => turns.take(() => answered(limited)));
  }

  /** The lines of a success as they come; they end with the signal. The time limit is for the first word alone. */
  async *lines(request: ApiRequest, signal: AbortSignal): AsyncGenerator<string> {
    const end = new AbortController();
    const context = this.#context(request, AbortSignal.any([signal, end.signal]));
    const answered = async () => {
      await this.#connections.own(context);
      return this.#answer(request, context, signal);
    };
    try {
      const response = await this.#limited(request, signal, answered);
      yield* linesOf(response.body.stream());
    } finally {
      end.abort();
      await context.getDispatcher()?.destroy();
    }
  }

  /** The API server's own limit for a write, so that it can still say what kept it: a webhook that hangs, most often. */
  get #ownLimit(): string {
    return `${Math.floor(this.#timeoutMs * 0.8)}ms`;
  }

  async #answer(request: ApiRequest, context: RequestContext, signal: AbortSignal): Promise<ResponseContext> {
    const response = await this.#silenceIsTrouble(request, signal, this.#http.send(context).toPromise());
    if (response.httpStatusCode >= 200 && response.httpStatusCode < 300) return response;
    throw troubleFromAnswer(request.what, response.httpStatusCode, await this.#read(response, request));
  }

  async #read(response: ResponseContext, request: ApiRequest): Promise<string> {
    return response.body.text().catch((cause: unknown) => {
      throw troubleFromSilence(request.what, this.address, cause);
    });
  }

  #json(text: string, { what }: ApiRequest): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw troubleFromSilence(what, this.address, new Error(`it answered no JSON: ${text.slice(0, 80)}`));
    }
  }

  async #silenceIsTrouble<T>({ what, method }: ApiRequest, signal: AbortSignal, answer: Promise<T>): Promise<T> {
    return answer.catch((cause: unknown) => {
      signal.throwIfAborted();
      throw troubleFromSilence(what, this.address, cause, method !== 'GET');
    });
  }

  #limited<T>(
    { what, method }: ApiRequest,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const onTimeout = () =>
      troubleFromSilence(what, this.address, new Error(`no answer within ${this.#timeoutMs} ms`), method !== 'GET');
    return withTimeLimit({ ms: this.#timeoutMs, signal, onTimeout }, work);
  }

  #context({ method, path, query = {}, body, contentType, accept }: ApiRequest, signal: AbortSignal): RequestContext {
    const context = new RequestContext(`${this.address}${path}`, method);
    for (const [name, value] of Object.entries(query)) context.setQueryParam(name, value);
    if (method !== 'GET') context.setQueryParam('timeout', this.#ownLimit);
    context.setHeaderParam('Accept', accept ?? 'application/json');
    context.setHeaderParam('Accept-Encoding', 'identity'); // unpacking costs more than the way
    if (body !== undefined) {
      context.setHeaderParam('Content-Type', contentType ?? 'application/json');
      context.setBody(JSON.stringify(body));
    }
    context.setSignal(signal);
    return context;
  }
}
