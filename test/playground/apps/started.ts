import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { readConfiguration } from '../../../playground/apps/program/configuration.js';
import { startProgram } from '../../../playground/apps/program/program.js';

/** A started application. */
export interface StartedApp {
  /** http://127.0.0.1:port of the application and of its control port. */
  url: string;
  control: string;
  grpcPort: number;
  crashes: () => number;
  end: () => Promise<void>;
}

const toEnd: (() => Promise<void>)[] = [];

/** Ends everything the tests started. */
export async function endAll(): Promise<void> {
  await Promise.all(toEnd.splice(0).map((end) => end()));
}

/** Starts an application in this process, on free ports and without a drain time unless told otherwise. */
export async function startApp(app: string, environment: Record<string, string> = {}): Promise<StartedApp> {
  const free = { VERSION: 'v1', PORT: '0', CONTROL_PORT: '0', GRPC_PORT: '0', DRAIN_SECONDS: '0' };
  let crashes = 0;
  const configuration = await readConfiguration({ APP: app, ...free, ...environment });
  const { ports, end } = await startProgram(configuration, () => (crashes += 1));
  let ended: Promise<void> | undefined;
  const endOnce = (): Promise<void> => (ended ??= end());
  toEnd.push(endOnce);
  return {
    url: `http://127.0.0.1:${ports.http ?? 0}`,
    control: `http://127.0.0.1:${ports.control}`,
    grpcPort: ports.grpc ?? 0,
    crashes: () => crashes,
    end: endOnce,
  };
}

/** A server that is not ours; `sockets` has every connection it ever got. */
export interface StartedServer {
  port: number;
  url: string;
  sockets: Socket[];
}

/** Starts an HTTP server on a free port. */
export function startHttp(listener: RequestListener): Promise<StartedServer> {
  return started(createServer(listener));
}

/** Starts a TCP server on a free port. */
export function startTcp(listener: (socket: Socket) => void): Promise<StartedServer> {
  return started(createTcpServer(listener));
}

async function started(server: Server): Promise<StartedServer> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toEnd.push(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const port = portOf(server);
  return { port, url: `http://127.0.0.1:${port}`, sockets };
}

/** A port nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}
