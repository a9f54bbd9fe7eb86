import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

/** What is served about the worker, besides its work. */
export interface Health {
  /** Whether it takes work from Temporal now. */
  isReady: () => boolean;
  registry: Registry;
}

/** Serves /healthz (the process lives), /readyz (it takes work; 503 while not) and /metrics. Answers the server when it listens. */
export async function serveHealth(
  { isReady, registry }: Health,
  { httpHost, httpPort }: { httpHost: string; httpPort: number },
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string, type = 'text/plain'): void => {
      response.writeHead(status, { 'content-type': type }).end(text);
    };
    const [path] = (request.url ?? '').split('?');
    if (path === '/healthz') return answer(200, 'alive\n');
    if (path === '/readyz') return isReady() ? answer(200, 'ready\n') : answer(503, 'not ready\n');
    if (path !== '/metrics') return answer(404, 'there are /healthz, /readyz and /metrics\n');
    registry.metrics().then(
      (text) => answer(200, text, registry.contentType),
      (cause: unknown) => answer(500, `${String(cause)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(httpPort, httpHost, resolve);
  });
  return server;
}

/** Where it listens, as an address to be opened. */
export function addressOf(server: Server): string {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? `http://${bound.address}:${bound.port}` : '';
}
