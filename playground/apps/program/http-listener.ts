import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AnswerError, json, type Answer } from './answer.js';
import type { Drainable } from './drain.js';
import { readJson } from './request-json.js';
import { matchRoute } from './route-match.js';
import type { Route } from './route.js';

// Longer than Envoy keeps an idle connection (1 h): the side that sends requests must be the one that closes, or a
// request meets a connection that is just being closed.
const keepAliveMs = 65 * 60 * 1000;

/** What an HTTP server needs to know. */
export interface ListenOptions {
  /** 0 takes any free port. */
  port: number;
  routes: readonly Route[];
  /** Set on every answer. */
  headers: Readonly<Record<string, string>>;
  /** True from when on every answer tells the client to close its connection. */
  closing: () => boolean;
}

/** A listening HTTP server. */
export interface HttpListener extends Drainable {
  port: number;
}

/** Listens on all addresses; rejects when the port cannot be had. */
export async function listen(options: ListenOptions): Promise<HttpListener> {
  const server = createServer((request, response) => {
    void answerRequest(options, request).then((answer) => send(options, response, answer));
  });
  server.keepAliveTimeout = keepAliveMs;
  server.listen(options.port, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
    cut: () => server.closeAllConnections(),
  };
}

async function answerRequest(options: ListenOptions, request: IncomingMessage): Promise<Answer> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { route, parameters } = matchRoute(options.routes, request.method ?? '', url.pathname);
    return await route.answer({
      parameters,
      query: url.searchParams,
      headers: request.headers,
      localPort: request.socket.localPort ?? options.port,
      json: () => readJson(request),
    });
  } catch (error) {
    if (error instanceof AnswerError) return json(error.status, { error: error.message });
    console.error('a request failed:', error);
    return json(500, { error: 'the application failed; its log says why' });
  }
}

function send(options: ListenOptions, response: ServerResponse, answer: Answer): void {
  if (answer.sent !== undefined) response.once('finish', answer.sent);
  response.writeHead(answer.status, {
    ...options.headers,
    ...answer.headers,
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    ...(options.closing() ? { connection: 'close' } : {}),
  });
  response.end(answer.body);
}
