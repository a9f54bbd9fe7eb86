import { request, type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { member } from './json-shape.js';

/**
 * Why a request got no whole answer: over its time limit; no connection (`refused`); connection ended before the
 * answer began (`reset`) or in the midst of it (`cut`); a host whose name nobody knew (`unresolved`); anything else (`error`).
 */
export type Failure = 'timeout' | 'refused' | 'reset' | 'cut' | 'unresolved' | 'error';

/** One GET request to send. */
export interface ExchangeOptions {
  url: string;
  headers: Readonly<Record<string, string>>;
  agent: Agent;
  /** Limit for the whole exchange, connecting and body included. */
  timeoutMs: number;
  /** Called when the exchange opened a new connection. */
  connected?: () => void;
}

/** What came of it. */
export interface Exchange {
  /** Undefined when there was no whole answer. */
  status?: number;
  /** Set when there was no whole answer. */
  failure?: Failure;
  headers: IncomingHttpHeaders;
  body: string;
  milliseconds: number;
  /** Whether it went over a connection that had been used before. */
  reused: boolean;
}

/** Sends one GET request and waits for the whole answer. Never rejects: what goes wrong is in `failure`. */
export async function exchange(options: ExchangeOptions): Promise<Exchange> {
  const started = performance.now();
  const outgoing = send(options);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    outgoing.destroy(new Error('time limit'));
  }, options.timeoutMs);
  let response: IncomingMessage | undefined;
  const ended = (): Pick<Exchange, 'headers' | 'milliseconds' | 'reused'> => ({
    headers: response?.headers ?? {},
    milliseconds: performance.now() - started,
    reused: outgoing.reusedSocket,
  });
  try {
    response = await responseTo(outgoing);
    const body = await readBody(response);
    return { status: response.statusCode ?? 0, body, ...ended() };
  } catch (error) {
    return { failure: late ? 'timeout' : failureOf(error, response), body: '', ...ended() };
  } finally {
    clearTimeout(timer);
  }
}

function send({ url, headers, agent, connected }: ExchangeOptions): ClientRequest {
  const outgoing = request(url, { headers, agent });
  outgoing.once('socket', (socket) => {
    if (!outgoing.reusedSocket) socket.once('connect', () => connected?.());
  });
  return outgoing.end();
}

function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // An error after the answer began is told by the answer too; the listener stays, or it would end the process.
    outgoing.on('error', reject);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += String(chunk);
  return text;
}

function failureOf(error: unknown, response: IncomingMessage | undefined): Failure {
  if (response !== undefined) return 'cut';
  const code = member(error, 'code');
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unresolved';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'error';
}
