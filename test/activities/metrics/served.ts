import { createServer, type RequestListener } from 'node:http';
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Trouble } from '../../../activities/trouble.js';

/** A server on this machine that was started for one test. */
export interface Served extends AsyncDisposable {
  url: string;
}

/** Answers by HTTP. */
export async function served(answers: RequestListener): Promise<Served> {
  return listening(createServer(answers));
}

/** Does with each connection as it likes. */
export async function servedPlainly(answers: (socket: Socket) => void): Promise<Served> {
  return listening(createPlainServer(answers));
}

/** Answers all that is asked with this. */
export async function answering(
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
): Promise<Served> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return served((_, response) => response.writeHead(status, headers).end(text));
}

/** Prometheus' answer of one series for each value. */
export const vector = (...values: string[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
});

/** The trouble that it is to ask this. */
export async function troubleOf(asking: Promise<unknown>): Promise<Trouble> {
  const cause: unknown = await asking.then(
    () => 'it was answered',
    (error: unknown) => error,
  );
  if (!(cause instanceof Trouble)) throw new Error(`not what was expected: ${String(cause)}`);
  return cause;
}

async function listening(server: Server): Promise<Served> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
