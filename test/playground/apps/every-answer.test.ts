import { afterEach, describe, expect, test } from '@jest/globals';
import { ask } from './ask.js';
import { endAll, startApp } from './started.js';

afterEach(endAll);

describe('every answer', () => {
  test.each(['productpage', 'reviews', 'ratings', 'product-composite', 'product', 'recommendation', 'review'])(
    'of %s says which application and version gave it',
    async (app) => {
      const { url, control } = await startApp(app, { VERSION: 'v2' });
      for (const path of [`${url}/health`, `${url}/ready`, `${url}/nowhere`, `${control}/metrics`, `${control}/x`]) {
        expect((await ask(path)).headers).toMatchObject({ 'x-app': app, 'x-app-version': 'v2' });
      }
    },
  );

  test('also when it fails on purpose', async () => {
    const { url } = await startApp('ratings', { VERSION: 'v2', ERROR_RATE: '1' });
    const { status, headers } = await ask(`${url}/ratings/1`);
    expect([status, headers['x-app-version']]).toEqual([500, 'v2']);
  });

  test('is 404 where there is nothing, 405 for another method, 400 for a malformed path', async () => {
    const { url } = await startApp('ratings');
    expect((await ask(`${url}/ratings`)).status).toBe(404);
    expect((await ask(`${url}/ratings/`)).status).toBe(404);
    expect((await ask(`${url}/ratings/1`, { method: 'POST' })).status).toBe(405);
    expect((await ask(`${url}/ratings/%E0%A4%A`)).status).toBe(400);
  });

  test('of the metrics has the duration and the start, and nothing of the process itself', async () => {
    const before = Date.now() / 1000;
    const { url, control } = await startApp('ratings');
    await ask(`${url}/ratings/1`);
    const { text } = await ask(`${control}/metrics`);
    expect(text).toMatch(/app_request_duration_seconds_count\{.*path="\/ratings\/:id".*\} 1\n/);
    const start = Number(/app_start_time_seconds\{.*\} (\S+)\n/.exec(text)?.[1]);
    expect(start).toBeGreaterThanOrEqual(before - 1);
    expect(start).toBeLessThanOrEqual(Date.now() / 1000);
    expect(text).not.toMatch(/process_|nodejs_/);
  });
});
