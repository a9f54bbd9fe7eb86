import { expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import type { Writable } from 'node:stream';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { Trouble } from '../../../activities/trouble.js';
import { type Served, served, servedPlainly } from './served.js';

/** Sends a byte every 20 ms, for as long as somebody listens. */
function drip(to: Writable): void {
  const timer = setInterval(() => to.write('x'), 20);
  to.once('close', () => clearInterval(timer));
}

const plain =
  (begin: string): (() => Promise<Served>) =>
  () =>
    servedPlainly((socket) => {
      socket.once('data', () => {
        socket.write(begin);
        drip(socket);
      });
    });
const http =
  (answers: RequestListener): (() => Promise<Served>) =>
  () =>
    served(answers);

const endless: [string, () => Promise<Served>][] = [
  ['nothing', http(() => undefined)],
  ['a status line that does not end', plain('HTTP/1.1 200 ')],
  ['headers that do not end', plain('HTTP/1.1 200 OK\r\nx-a: ')],
  ['a body that does not end', http((_, response) => drip(response.writeHead(200)))],
  ['the body of an error that does not end', http((_, response) => drip(response.writeHead(503)))],
  ['a body that stops', http((_, response) => void response.writeHead(200).write('{"status":'))],
];

test.each(endless)('%s is cut at the time limit', async (_, serve) => {
  await using server = await serve();
  const asking = prometheus(server.url, 300).sampleOwn('up', new Date(), AbortSignal.timeout(50_000));
  await expect(asking).rejects.toMatchObject({
    type: 'Unavailable',
    message: `Prometheus at ${server.url}: it has not answered in full within 0.3 s`,
  });
});

test.each(endless)('%s: whoever is told to stop does so at once, and blames nobody', async (_, serve) => {
  await using server = await serve();
  const controller = new AbortController();
  const source = prometheus(server.url, 3_600_000); // which no test waits for
  const at = new Date();
  const asking = Promise.allSettled([
    source.sampleOwn('up', at, controller.signal),
    source.sample('up', at, controller.signal),
    source.scraped('up[5s]', at, controller.signal),
  ]);
  setTimeout(() => controller.abort(), 100);
  for (const ended of await asking) {
    expect(ended).toMatchObject({ status: 'rejected', reason: controller.signal.reason });
    expect(ended).not.toMatchObject({ reason: expect.any(Trouble) });
  }
});

test('what is cancelled before it is asked is not asked', async () => {
  let asked = 0;
  await using server = await served((_, response) => {
    asked += 1;
    response.end();
  });
  const signal = AbortSignal.abort();
  await expect(prometheus(server.url).sampleOwn('up', new Date(), signal)).rejects.toBe(signal.reason);
  expect(asked).toBe(0);
});
