import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, type ServerResponse } from 'node:http';
import { ask } from './ask.js';
import { endAll, startApp, startHttp, type StartedApp } from './started.js';
import { waitFor } from './wait-for.js';

afterEach(endAll);

interface Held {
  app: StartedApp;
  /** The status of the request that is under way, or why it got none. */
  answer: Promise<number | string>;
  release: () => void;
}

/** An application with a request under way, which is answered once it is released. */
async function startWithRequest(drainSeconds: string): Promise<Held> {
  const held: ServerResponse[] = [];
  const ratings = await startHttp((_, response) => held.push(response));
  const environment = { VERSION: 'v2', RATINGS_URL: ratings.url, DRAIN_SECONDS: drainSeconds };
  const app = await startApp('reviews', { ...environment, UPSTREAM_TIMEOUT_MS: '60000' });
  const answer = ask(`${app.url}/reviews/1`).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  await waitFor('the request is under way', async () => held.length > 0);
  return { app, answer, release: () => held.forEach((response) => response.end('{}')) };
}

const refused = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNREFUSED';

describe('draining', () => {
  test('fails readiness at once, still takes requests, and closes kept connections', async () => {
    const agent = new Agent({ keepAlive: true });
    const app = await startApp('ratings', { DRAIN_SECONDS: '10' });
    const before = await ask(`${app.url}/ratings/1`, { agent });
    expect(before.headers.connection).toBe('keep-alive');
    const end = app.end();
    const ready = await ask(`${app.url}/ready`);
    expect([ready.status, ready.text]).toEqual([503, '{"ready":false,"reason":"the process is ending"}']);
    const during = await ask(`${app.url}/ratings/1`, { agent });
    expect([during.status, during.headers.connection]).toEqual([200, 'close']);
    expect((await ask(`${app.url}/health`)).status).toBe(200);
    await end;
    await expect(ask(`${app.url}/ratings/1`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(ask(`${app.control}/behaviour`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  test('is open for a while, and waits for what is under way', async () => {
    const { app, answer, release } = await startWithRequest('10');
    const started = performance.now();
    const end = app.end();
    await waitFor('nothing new is taken', () => ask(`${app.url}/health`).then(() => false, refused));
    expect(performance.now() - started).toBeGreaterThan(5900);
    release();
    expect(await answer).toBe(200);
    await end;
  });

  test('cuts what is still under way at the end of the drain time', async () => {
    const { app, answer } = await startWithRequest('0.5');
    const started = performance.now();
    await app.end();
    expect(await answer).toBe('ECONNRESET');
    expect(performance.now() - started).toBeGreaterThan(490);
  });
});
