import { afterEach, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { hostname } from 'node:os';
import { Client, credentials, status, type ClientReadableStream } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { loadGrpc, type Rating } from '../../../playground/apps/program/grpc/load-grpc.js';
import { ask } from './ask.js';
import { endAll, startApp } from './started.js';
import { waitFor } from './wait-for.js';

const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await endAll();
});

interface Watching {
  call: ClientReadableStream<Rating>;
  ratings: Rating[];
  /** The name of the status the stream ends with. */
  ended: Promise<string | undefined>;
}

async function watchRatings(port: number): Promise<Watching> {
  const { watch } = await loadGrpc();
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { 'grpc.enable_http_proxy': 0 });
  clients.push(client);
  const { path, requestSerialize, responseDeserialize } = watch;
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { id: '7' });
  const ratings: Rating[] = [];
  call.on('data', (rating: Rating) => ratings.push(rating));
  call.on('error', () => {});
  const ended = new Promise<string | undefined>((resolve) => {
    call.on('status', ({ code }: { code: number }) => resolve(status[code]));
  });
  return { call, ratings, ended };
}

describe('the Watch stream of ratings', () => {
  test('sends a message each 200 ms until the client goes', async () => {
    const { control, grpcPort } = await startApp('ratings', { VERSION: 'v2' });
    const { call, ratings, ended } = await watchRatings(grpcPort);
    const started = performance.now();
    await waitFor('4 messages', async () => ratings.length >= 4);
    expect(performance.now() - started).toBeGreaterThan(550);
    const message = { version: 'v2', podname: hostname(), stars: 5 };
    expect(ratings.slice(0, 3)).toEqual([1, 2, 3].map((sequence) => Object.assign({ sequence }, message)));
    call.cancel();
    expect(await ended).toBe('CANCELLED');
    const line = 'app_requests_total{path="/sluice.playground.Ratings/Watch",status="CANCELLED",app="ratings"';
    await waitFor('it is counted', async () => (await ask(`${control}/metrics`)).text.includes(line));
  });

  test('ends in good order when the process ends', async () => {
    const { end, grpcPort } = await startApp('ratings', { DRAIN_SECONDS: '10' });
    const { ratings, ended } = await watchRatings(grpcPort);
    await waitFor('a message', async () => ratings.length > 0);
    const ending = end();
    expect(await ended).toBe('OK');
    // At once, and not only when nothing new is taken any more (after 6 s): who comes later still gets messages.
    const late = await watchRatings(grpcPort);
    await waitFor('a message for who comes late', async () => late.ratings.length > 0);
    expect(await late.ended).toBe('OK');
    await ending;
    expect(await (await watchRatings(grpcPort)).ended).toBe('UNAVAILABLE');
  });

  test('misbehaves like the rest', async () => {
    const failing = await startApp('ratings', { ERROR_RATE: '0.5' });
    const first = await watchRatings(failing.grpcPort);
    await waitFor('a message', async () => first.ratings.length > 0);
    const second = await watchRatings(failing.grpcPort);
    expect([await second.ended, second.ratings]).toEqual(['INTERNAL', []]);
    const wrong = await startApp('ratings', { WRONG_ANSWER: 'true' });
    const { ratings } = await watchRatings(wrong.grpcPort);
    await waitFor('a message', async () => ratings.length > 0);
    expect(ratings[0]).toEqual({ version: 'v1', podname: '', stars: 0, sequence: 1 });
  });

  test('is what ratings.proto says', async () => {
    const file = fileURLToPath(new URL('../../../playground/apps/program/grpc/ratings.proto', import.meta.url));
    const service = loadSync(file, { keepCase: true, defaults: true })['sluice.playground.Ratings'];
    const { watch } = await loadGrpc();
    const rating = { version: 'v2', podname: 'ratings-v2-1', stars: 5, sequence: 70_000 };
    if (service === undefined || !('Watch' in service) || !('path' in service.Watch)) throw new Error('no Watch');
    const said = service.Watch;
    expect([watch.path, watch.requestStream, watch.responseStream]).toEqual([said.path, false, said.responseStream]);
    expect(watch.requestSerialize({ id: 'x' })).toEqual(said.requestSerialize({ id: 'x' }));
    expect(watch.responseSerialize(rating)).toEqual(said.responseSerialize(rating));
    expect(said.responseDeserialize(watch.responseSerialize(rating))).toEqual(rating);
  });
});
