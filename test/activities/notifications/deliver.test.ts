import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { deliver } from '../../../activities/notifications/deliver.js';
import { Undelivered } from '../../../activities/notifications/undelivered.js';
import type { Receiver } from '../../../spec/receivers.js';
import { noticeOf } from './notice-of.js';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { path: string; headers: IncomingMessage['headers']; body: string }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/s3cret`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  answer = (_, response) => response.end('ok');
});

const slack = (): Receiver => ({ kind: 'slack', url });
const webhook = (): Receiver => ({ kind: 'webhook', url, secrets: [secret] });
const send = (receiver: Receiver, signal = AbortSignal.timeout(5000), timeoutMs?: number) =>
  deliver({ notice: noticeOf(), receiver }, signal, timeoutMs);

async function troubleOf(sending: Promise<void>): Promise<Undelivered> {
  const cause: unknown = await sending.then(
    () => 'it was told',
    (error: unknown) => error,
  );
  if (!(cause instanceof Undelivered)) throw new Error(`not what was expected: ${String(cause)}`);
  return cause;
}

test.each([200, 201, 204])('it is told when the answer is %i', async (status) => {
  answer = (_, response) => response.writeHead(status).end();
  await expect(send(slack())).resolves.toBeUndefined();
});

test('both get the key; the webhook a signature and the time of this try', async () => {
  const begun = Date.now();
  await send(slack());
  await send(webhook());
  const [toSlack, toWebhook] = asked;
  const plain = { 'content-type': 'application/json; charset=utf-8', 'webhook-id': noticeOf().key };
  expect(toSlack?.headers).toMatchObject(plain);
  expect(toSlack?.headers).not.toHaveProperty('webhook-signature');
  expect(toWebhook?.headers).toMatchObject({
    ...plain,
    'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
  });
  const at = Number(toWebhook?.headers['webhook-timestamp']) * 1000;
  expect(at).toBeGreaterThanOrEqual(begun - 1000); // in whole seconds
  expect(at).toBeLessThanOrEqual(Date.now());
  expect(JSON.parse(toWebhook?.body ?? '')).toMatchObject({ type: 'release.question' });
});

test.each([
  [400, 'it answered 400', false],
  [404, 'it answered 404', false],
  [410, 'it answered 410: it wants no more notices', true],
  [500, 'it answered 500', false],
])('%i: it is not told', async (status, message, isFinal) => {
  answer = (_, response) => response.writeHead(status).end('a stack trace with s3cret');
  expect(await troubleOf(send(slack()))).toMatchObject({ message, isFinal });
});

test('a redirect is not followed', async () => {
  answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
  const { message } = await troubleOf(send(webhook()));
  expect(message).toBe('it answered 302: it has moved, and redirects are not followed');
  expect(asked.map(({ path }) => path)).toEqual(['/s3cret']);
});

test.each([
  ['7', 7000],
  ['86400', 3_600_000],
  [new Date(Date.now() + 3_600_000 * 5).toUTCString(), 3_600_000],
  ['soon', undefined],
  ['0', undefined],
])('the wish to be left in peace is heard: %s', async (retryAfter, afterMs) => {
  answer = (_, response) => response.writeHead(429, { 'retry-after': retryAfter }).end();
  expect(await troubleOf(send(slack()))).toMatchObject({ message: 'it answered 429', afterMs });
});

test('who does not answer in time is given up for now', async () => {
  answer = () => undefined;
  expect(await troubleOf(send(slack(), undefined, 200))).toMatchObject({ message: 'it has not answered within 0.2 s' });
});

test('an answer without end is not read to its end', async () => {
  const closed = new Promise<string>((resolve) => {
    answer = (_, response) => {
      response.on('close', () => resolve('closed')).writeHead(200);
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    };
  });
  await send(slack());
  expect(await closed).toBe('closed');
});

test('whoever cuts the connection, or is not there, is told of by a code alone', async () => {
  answer = (request) => request.socket.destroy();
  expect(await troubleOf(send(slack()))).toMatchObject({ message: 'it does not answer (ECONNRESET)' });
  const nobody: Receiver = { kind: 'slack', url: 'http://127.0.0.1:1/s3cret' };
  expect(await troubleOf(send(nobody))).toMatchObject({ message: 'it does not answer (ECONNREFUSED)' });
});

test('nothing of the address, the secret or the answer is in what is thrown', async () => {
  answer = (_, response) => response.writeHead(500).end('s3cret');
  const thrown = await troubleOf(send(webhook()));
  const told = [thrown.message, thrown.stack, JSON.stringify(thrown), String(thrown.cause)].join(' ');
  expect(told).not.toMatch(/s3cret|whsec|127\.0\.0\.1/);
});

test('a worker that ends hands it back at once, and nothing is said of the receiver', async () => {
  const ending = new AbortController();
  const cancelled = new CancelledFailure('WORKER_SHUTDOWN');
  answer = () => ending.abort(cancelled);
  await expect(send(slack(), ending.signal)).rejects.toBe(cancelled);
  await expect(send(slack(), ending.signal)).rejects.toBe(cancelled);
  expect(asked).toHaveLength(1); // the second was cancelled before it began
});
