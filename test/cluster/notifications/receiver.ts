import { webcrypto } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A notice as it came. */
export interface Received {
  key: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Mood = 'answers' | 'fails' | 'hangs' | 'loses its answer';

/** An HTTP server of the test's own that is told of releases, as somebody else's would be: it keeps keys. */
export class Receiver {
  /** Every request, those again that were not answered well. */
  readonly received: Received[] = [];
  /** What it has taken: the first of each key. */
  readonly kept = new Map<string, Received>();
  mood: Mood = 'answers';
  #server: Server;
  #port = 0;

  private constructor() {
    this.#server = this.#serve();
  }

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.rise();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/s3cret-path`;
  }

  /** Ends it as a power cut does: nobody listens. */
  async die(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Listens, where it did before. */
  async rise(): Promise<void> {
    this.#server = this.#serve().listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #serve(): Server {
    return createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const key = String(request.headers['webhook-id']);
        const received = { key, headers: request.headers, body: Buffer.concat(chunks).toString() };
        this.received.push(received);
        if (this.mood === 'hangs') return;
        if (this.mood === 'fails') return void response.writeHead(503, { 'retry-after': '1' }).end('s3cret-answer');
        if (!this.kept.has(key)) this.kept.set(key, received);
        if (this.mood === 'loses its answer') request.socket.destroy();
        else response.end('ok');
      });
    });
  }
}

/**
 * Whether a notice is signed by the secret, within five minutes of now: as a receiver checks it that knows the text of
 * the specification and nothing of ours.
 */
export async function isGenuine({ headers, body }: Received, secret: string): Promise<boolean> {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`]));
  if (!/^\d+$/.test(timestamp ?? '') || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const raw = Uint8Array.from(atob(secret.slice('whsec_'.length)), (character) => character.charCodeAt(0));
  const key = await webcrypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const given = (signature ?? '').split(' ').map((each) => each.split(',', 2));
  const verified = await Promise.all(
    given
      .filter(([version]) => version === 'v1')
      .map(([, base64 = '']) => webcrypto.subtle.verify('HMAC', key, Buffer.from(base64, 'base64'), signed)),
  );
  return verified.includes(true);
}
