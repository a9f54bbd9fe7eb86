import { afterEach, describe, expect, test } from '@jest/globals';
import { hostname } from 'node:os';
import { ask, askJson } from './ask.js';
import { closedPort, endAll, startApp, type StartedApp } from './started.js';

afterEach(endAll);

const unavailable = { error: 'Ratings service is currently unavailable' };

async function startReviews(version: string, ratings: string): Promise<StartedApp> {
  return startApp('reviews', { VERSION: version, RATINGS_URL: ratings });
}

describe('ratings', () => {
  test('answers in the shape of the real one', async () => {
    const { url } = await startApp('ratings');
    expect(await askJson(`${url}/ratings/7`)).toEqual({ id: 7, ratings: { Reviewer1: 5, Reviewer2: 4 } });
    expect((await ask(`${url}/ratings/seven`)).status).toBe(400);
  });
});

const review = (reviewer: string, rating?: object): unknown => ({
  reviewer,
  text: expect.any(String),
  ...(rating === undefined ? {} : { rating }),
});

describe('reviews', () => {
  test.each([
    ['v1', undefined, undefined],
    ['v2', { stars: 5, color: 'black' }, { stars: 4, color: 'black' }],
    ['v2-slow', { stars: 5, color: 'black' }, { stars: 4, color: 'black' }],
    ['v3', { stars: 5, color: 'red' }, { stars: 4, color: 'red' }],
  ])('%s answers in the shape of the real one', async (version, first, second) => {
    const ratings = await startApp('ratings');
    const { url } = await startReviews(version, ratings.url);
    expect(await askJson(`${url}/reviews/7`)).toEqual({
      id: '7',
      podname: hostname(),
      clustername: 'null',
      reviews: [review('Reviewer1', first), review('Reviewer2', second)],
    });
    const metrics = (await ask(`${ratings.control}/metrics`)).text;
    expect(metrics.includes('path="/ratings/:id"')).toBe(version !== 'v1');
  });

  test.each([
    ['cannot be reached', async () => `http://127.0.0.1:${await closedPort()}`],
    ['fails', async () => (await startApp('ratings', { ERROR_RATE: '1' })).url],
    ['answers wrongly', async () => (await startApp('ratings', { WRONG_ANSWER: 'true' })).url],
  ])('still answers when ratings %s', async (_, ratings) => {
    const { url } = await startReviews('v3', await ratings());
    const { status, text } = await ask(`${url}/reviews/7`);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ reviews: [{ rating: unavailable }, { rating: unavailable }] });
  });

  test('gives up on ratings after the time limit', async () => {
    const ratings = await startApp('ratings', { LATENCY_MS: '60000' });
    const { url } = await startApp('reviews', { VERSION: 'v2', RATINGS_URL: ratings.url, UPSTREAM_TIMEOUT_MS: '100' });
    expect((await ask(`${url}/reviews/7`)).text).toContain(unavailable.error); // had it waited it would have the stars
  });
});

describe('productpage', () => {
  test('shows the reviews and names the version they come from', async () => {
    const ratings = await startApp('ratings');
    const reviews = await startReviews('v3', ratings.url);
    const { url } = await startApp('productpage', { REVIEWS_URL: reviews.url });
    const page = await ask(`${url}/productpage`);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ 'x-app': 'productpage', 'x-app-version': 'v1', 'x-served-by': 'reviews=v3' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('Reviewer2');
    expect(page.text).toContain('<span style="color:red">★★★★★</span>');
    expect(await askJson(`${url}/api/v1/products/1`)).toMatchObject({ id: 1, title: 'The Comedy of Errors' });
    const own = await ask(`${url}/api/v1/products/1/reviews`);
    expect(JSON.parse(own.text)).toEqual(await askJson(`${reviews.url}/reviews/1`));
    expect(own.headers['x-served-by']).toBe('reviews=v3');
  });

  test('is 503 when reviews cannot be reached', async () => {
    const { url } = await startApp('productpage', { REVIEWS_URL: `http://127.0.0.1:${await closedPort()}` });
    const page = await ask(`${url}/productpage`);
    expect([page.status, page.headers['x-served-by']]).toEqual([503, 'reviews=none']);
    expect(page.text).toContain('Reviews are currently unavailable');
    const own = await ask(`${url}/api/v1/products/1/reviews`);
    expect([own.status, own.headers['x-served-by']]).toEqual([503, 'reviews=none']);
    expect(JSON.parse(own.text)).toEqual({ error: 'Reviews are currently unavailable', cause: 'reviews: refused' });
    expect((await ask(`${url}/api/v1/products/1`)).status).toBe(200);
  });

  test('names the version that failed', async () => {
    const reviews = await startApp('reviews', { VERSION: 'v2', ERROR_RATE: '1' });
    const { url } = await startApp('productpage', { REVIEWS_URL: reviews.url });
    const page = await ask(`${url}/productpage`);
    expect([page.status, page.headers['x-served-by']]).toEqual([503, 'reviews=v2']);
  });
});
