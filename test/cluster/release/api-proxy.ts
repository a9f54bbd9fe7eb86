import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parse, stringify } from 'yaml';
import { kubeconfigFile } from '../../../playground/paths.js';

/** Which requests are meant: `PATCH`, and what the path ends with, its query left out. */
export interface Wanted {
  method: string;
  path: string;
  /**
   * `request`: it is held before the API server hears of it. `answer`: the API server has done it, and whoever asked does
   * not hear of it.
   */
  at: 'request' | 'answer';
}

/** A request that is held. One that is never let go on is lost. */
export interface Held {
  /** Lets it go on, even when whoever sent it is gone; answers what the API server said to it. */
  goOn(): Promise<number>;
}

/** What holds the next request that is wanted: it is called at once when one comes. */
export interface Trap extends Wanted {
  spring: (held: Held, proxy: ApiProxy) => void;
}

/** A way of one worker's own to the playground's API server, on which a test can hold a request, or its answer. */
export class ApiProxy {
  /** For the worker's KUBECONFIG. */
  kubeconfig = '';
  /** The worker's writes have it in the API server's audit log. */
  readonly userAgent: string;
  readonly #server: Server;
  readonly #target = apiServer();
  readonly #agent = new Agent({ ...this.#target, keepAlive: true });
  readonly #traps: Set<Trap>;

  private constructor(userAgent: string, traps: Set<Trap>) {
    this.userAgent = userAgent;
    this.#traps = traps;
    this.#server = createServer((asked, answer) => void this.#pass(asked, answer).catch(() => answer.destroy()));
    this.#server.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#take(asked)?.spring({ goOn: () => Promise.resolve(0) }, this);
      this.#tunnel(asked, socket, head);
    });
  }

  /** `traps` may be shared and changed: each is for one request, of whichever worker. */
  static async open(userAgent: string, traps: Set<Trap>): Promise<ApiProxy> {
    const proxy = new ApiProxy(userAgent, traps);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.#server.address() as AddressInfo;
    const config = parse(readFileSync(kubeconfigFile, 'utf8')) as { clusters: unknown[]; users: unknown[] };
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    config.clusters = [{ name: 'sluice-playground', cluster }];
    config.users = [{ name: 'admin', user: {} }];
    proxy.kubeconfig = join(await mkdtemp(join(tmpdir(), 'sluice-proxy-')), 'kubeconfig');
    await writeFile(proxy.kubeconfig, stringify(config));
    return proxy;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  /** The trap for such a request, which then is there no more. */
  #take({ method, url = '' }: IncomingMessage): Trap | undefined {
    const [path = ''] = url.split('?');
    const trap = [...this.#traps].find((each) => each.method === method && path.endsWith(each.path));
    if (trap) this.#traps.delete(trap);
    return trap;
  }

  async #pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const trap = this.#take(asked);
    if (!trap) return this.#relay(await this.#ask(asked, asked, answer), answer);
    const body = await buffer(asked);
    const relay = (given: IncomingMessage): number => {
      this.#relay(given, answer);
      return given.statusCode ?? 0;
    };
    if (trap.at === 'request') return trap.spring({ goOn: async () => relay(await this.#ask(asked, body)) }, this);
    const given = await this.#ask(asked, body);
    trap.spring({ goOn: async () => relay(given) }, this);
  }

  #ask({ method, url, headers }: IncomingMessage, body: IncomingMessage | Buffer, answer?: ServerResponse) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const options = { ...this.#target, agent: this.#agent, method, path: url };
      const sent = request({ ...options, headers: { ...headers, 'user-agent': this.userAgent } }, resolve);
      sent.on('error', reject);
      answer?.on('close', () => sent.destroy());
      if (Buffer.isBuffer(body)) sent.end(body);
      else body.pipe(sent);
    });
  }

  #relay(given: IncomingMessage, answer: ServerResponse): void {
    if (answer.destroyed) return void given.resume();
    answer.writeHead(given.statusCode ?? 500, given.headers);
    given.pipe(answer);
    given.on('error', () => answer.destroy());
  }

  #tunnel({ method, url, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = connect({ ...this.#target, ALPNProtocols: ['http/1.1'] });
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    upstream.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  }
}

/** Where the playground's API server is, and the credentials of its administrator. */
function apiServer() {
  const { clusters, users } = parse(readFileSync(kubeconfigFile, 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority': string } }];
    users: [{ user: { 'client-certificate': string; 'client-key': string } }];
  };
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const { hostname: host, port } = new URL(cluster.server);
  const [ca, cert, key] = [cluster['certificate-authority'], user['client-certificate'], user['client-key']].map(
    (file) => readFileSync(file),
  );
  return { host, port: Number(port), ca, cert, key };
}
