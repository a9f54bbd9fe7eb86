import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

/** What a server answered. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  milliseconds: number;
}

/** What to send besides the address. */
export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  agent?: Agent;
}

/** Sends one request, over a connection of its own unless there is an agent; rejects when there is no whole answer. */
export function ask(url: string, { method, headers, body, agent }: AskOptions = {}): Promise<Reply> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: method ?? 'GET', headers: headers ?? {}, agent: agent ?? false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const milliseconds = performance.now() - started;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, milliseconds });
      });
    });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The JSON body of the answer. */
export async function askJson(url: string, options: AskOptions = {}): Promise<unknown> {
  return JSON.parse((await ask(url, options)).text);
}

/** The statuses of `count` requests, one after another. */
export async function statuses(url: string, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let sent = 0; sent < count; sent += 1) all.push((await ask(url)).status);
  return all;
}
