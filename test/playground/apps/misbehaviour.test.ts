import { afterEach, describe, expect, test } from '@jest/globals';
import { ask, askJson, statuses } from './ask.js';
import { endAll, startApp } from './started.js';
import { waitFor } from './wait-for.js';

afterEach(endAll);

const expectedErrors = (count: number, every: number): number[] =>
  Array.from({ length: count }, (_, index) => ((index + 1) % every === 0 ? 500 : 200));

describe('misbehaviour at start', () => {
  test('ERROR_RATE fails exactly its share, and never a probe or the control port', async () => {
    const { url, control } = await startApp('ratings', { ERROR_RATE: '0.25' });
    const answered: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      answered.push(...(await statuses(`${url}/ratings/1`, 2)));
      for (const probe of [`${url}/health`, `${url}/ready`, `${control}/behaviour`, `${control}/metrics`]) {
        expect((await ask(probe)).status).toBe(200);
      }
    }
    expect(answered).toEqual(expectedErrors(40, 4));
    const { text } = await ask(`${control}/metrics`);
    expect(text).toContain('app_requests_total{path="/ratings/:id",status="500",app="ratings",version="v1"} 10\n');
    expect(text).toContain('app_requests_total{path="/ratings/:id",status="200",app="ratings",version="v1"} 30\n');
  });

  test('LATENCY_MS slows exactly its share, and no probe', async () => {
    const { url } = await startApp('ratings', { LATENCY_MS: '60000', LATENCY_RATE: '0.25' });
    const answered: number[] = [];
    const asked = () => ask(`${url}/ratings/1`).then(({ status }) => answered.push(status));
    const all = Promise.allSettled(Array.from({ length: 8 }, asked)); // at once, and two of them are slow
    await waitFor('the others are answered', async () => answered.length >= 6);
    expect(await statuses(`${url}/ready`, 8)).toEqual(Array(8).fill(200));
    expect(answered).toEqual(Array(6).fill(200));
    await endAll();
    await all;
    const slow = await startApp('ratings', { LATENCY_MS: '400' });
    expect((await ask(`${slow.url}/ratings/1`)).milliseconds).toBeGreaterThan(390);
  });

  test('WRONG_ANSWER answers 200 without the content', async () => {
    const reviews = await startApp('reviews', { WRONG_ANSWER: 'true' });
    const answer = await ask(`${reviews.url}/reviews/1`);
    expect([answer.status, answer.text]).toEqual([200, '{}']);
    const page = await startApp('productpage', { WRONG_ANSWER: 'true', REVIEWS_URL: reviews.url });
    const { status, headers, text } = await ask(`${page.url}/productpage`);
    expect([status, headers['x-served-by']]).toEqual([200, 'reviews=v1']);
    expect(text).toContain('<p>Nothing here.</p>');
    expect(text).not.toContain('Comedy');
  });

  test('START_SECONDS delays readiness and nothing else', async () => {
    const { url } = await startApp('ratings', { START_SECONDS: '3600' });
    const early = await ask(`${url}/ready`);
    expect([early.status, JSON.parse(early.text)]).toEqual([503, { ready: false, reason: 'starting: takes 3600 s' }]);
    expect(await statuses(`${url}/health`, 1)).toEqual([200]);
    expect(await statuses(`${url}/ratings/1`, 1)).toEqual([200]);
    const started = performance.now();
    const quick = await startApp('ratings', { START_SECONDS: '1' });
    await waitFor('it is ready', async () => (await ask(`${quick.url}/ready`)).status === 200);
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  test('READY=false fails readiness and nothing else', async () => {
    const { url, control } = await startApp('ratings', { READY: 'false' });
    expect(await askJson(`${url}/ready`)).toEqual({ ready: false, reason: 'told not to be ready' });
    expect(await statuses(`${url}/health`, 1)).toEqual([200]);
    expect(await statuses(`${url}/ratings/1`, 1)).toEqual([200]);
    expect((await ask(`${control}/metrics`)).text).toContain('app_ready{app="ratings",version="v1"} 0\n');
  });

  test('CRASH_AFTER ends the process after so many requests, probes not counted', async () => {
    const { url, crashes } = await startApp('ratings', { CRASH_AFTER: '3' });
    await statuses(`${url}/ready`, 5);
    await statuses(`${url}/ratings/1`, 2);
    expect(crashes()).toBe(0);
    expect(await statuses(`${url}/ratings/1`, 1)).toEqual([200]);
    expect(crashes()).toBe(1);
  });
});

describe('misbehaviour at run time', () => {
  const calm = {
    errorRate: 0,
    latencyMs: 0,
    latencyRate: 1,
    startSeconds: 0,
    crashAfter: 0,
    ready: true,
    wrongAnswer: false,
  };

  test('changes and is told', async () => {
    const { url, control } = await startApp('ratings');
    expect(await askJson(`${control}/behaviour`)).toEqual(calm);
    expect(await statuses(`${url}/ratings/1`, 3)).toEqual([200, 200, 200]);
    const change = { errorRate: 0.5, ready: false };
    const changed = await ask(`${control}/behaviour`, { method: 'PATCH', body: change });
    expect([changed.status, JSON.parse(changed.text)]).toEqual([200, { ...calm, ...change }]);
    expect(await statuses(`${url}/ratings/1`, 10)).toEqual(expectedErrors(10, 2));
    expect(await statuses(`${url}/ready`, 1)).toEqual([503]);
    await ask(`${control}/behaviour`, { method: 'PATCH', body: calm });
    expect(await statuses(`${url}/ratings/1`, 3)).toEqual([200, 200, 200]);
    expect(await statuses(`${url}/ready`, 1)).toEqual([200]);
  });

  test('counts towards a crash from the change on', async () => {
    const { url, control, crashes } = await startApp('ratings');
    await statuses(`${url}/ratings/1`, 5);
    await ask(`${control}/behaviour`, { method: 'PATCH', body: { crashAfter: 2 } });
    await statuses(`${url}/ratings/1`, 1);
    expect(crashes()).toBe(0);
    await statuses(`${url}/ratings/1`, 1);
    expect(crashes()).toBe(1);
  });

  test('refuses what is wrong, all of it at once, and changes nothing', async () => {
    const { control } = await startApp('ratings');
    const body = { errorRate: 2, latencyMs: '5', ready: 'no', crashAfter: 1.5, speed: 1, latencyRate: 0.5 };
    const { status, text } = await ask(`${control}/behaviour`, { method: 'PATCH', body });
    const names = 'errorRate, latencyMs, latencyRate, startSeconds, crashAfter, ready, wrongAnswer';
    expect([status, JSON.parse(text)]).toEqual([
      400,
      {
        problems: [
          'errorRate must be a number from 0 to 1, not 2',
          'latencyMs must be a number from 0 to 60000, not "5"',
          'ready must be true or false, not "no"',
          'crashAfter must be a whole number from 0 to 1000000000, not 1.5',
          `speed is no setting (there are ${names}), not 1`,
        ],
      },
    ]);
    expect(await askJson(`${control}/behaviour`)).toEqual(calm);
  });

  test.each([
    ['no JSON', undefined, { error: 'the body is not JSON' }],
    ['a list', [], { problems: ['the body must be a JSON object with settings of the behaviour'] }],
  ])('refuses %s', async (_, body, expected) => {
    const { control } = await startApp('ratings');
    const { status, text } = await ask(`${control}/behaviour`, { method: 'PATCH', body });
    expect([status, JSON.parse(text)]).toEqual([400, expected]);
  });
});
