import { afterEach, describe, expect, test } from '@jest/globals';
import { hostname } from 'node:os';
import { ask, askJson } from './ask.js';
import { closedPort, endAll, startApp, type StartedApp } from './started.js';

afterEach(endAll);

interface Versions {
  product?: string;
  recommendation?: string;
  review?: string;
}

async function startShop(versions: Versions = {}, composite: Record<string, string> = {}): Promise<StartedApp> {
  const parts = await Promise.all(
    (['product', 'recommendation', 'review'] as const).map(async (app) => {
      const { url } = await startApp(app, { VERSION: versions[app] ?? 'v1' });
      return [`${app.toUpperCase()}_URL`, url] as const;
    }),
  );
  return startApp('product-composite', { ...Object.fromEntries(parts), ...composite });
}

describe('product, recommendation and review', () => {
  const paths = { product: '/product/1', recommendation: '/recommendation?productId=1', review: '/review?productId=1' };

  test.each([
    ['product', 'weightUnit'],
    ['recommendation', 'reason'],
    ['review', 'helpfulVotes'],
  ] as const)('%s says who answers, and from v2 on has %s', async (app, added) => {
    const [first, second] = await Promise.all([startApp(app), startApp(app, { VERSION: 'v2' })]);
    const port = new URL(first.url).port;
    const one = [await askJson(first.url + paths[app])].flat();
    const two = [await askJson(second.url + paths[app])].flat();
    const address = expect.stringMatching(new RegExp(`^${hostname()}/[0-9.]+:${port}$`));
    for (const item of one) expect(item).toMatchObject({ version: 'v1', serviceAddress: address });
    for (const item of one) expect(item).not.toHaveProperty(added);
    for (const item of two) expect(item).toMatchObject({ version: 'v2', [added]: expect.anything() });
    expect([one.length, two.length]).toEqual(app === 'product' ? [1, 1] : [3, 3]);
  });

  test.each(['product', 'recommendation', 'review'] as const)('%s refuses a wrong product id', async (app) => {
    const { url } = await startApp(app);
    const { status, text } = await ask(url + paths[app].replace(/1$/, 'one'));
    expect([status, text]).toEqual([400, expect.stringContaining('must be a whole number, not \\"one\\"')]);
  });
});

describe('product-composite', () => {
  test('puts the parts together', async () => {
    const { url } = await startShop({ review: 'v2' });
    const { headers, text } = await ask(`${url}/product-composite/3`);
    const address = expect.stringMatching(/^.+\/[0-9.]+:[0-9]+$/);
    expect(JSON.parse(text)).toEqual({
      productId: 3,
      name: 'name-3',
      weight: 123,
      recommendations: [1, 2, 3].map((recommendationId) => expect.objectContaining({ recommendationId, productId: 3 })),
      reviews: [1, 2, 3].map((reviewId) => expect.objectContaining({ reviewId, helpfulVotes: reviewId * 2 })),
      serviceAddresses: { cmp: address, pro: address, rev: address, rec: address },
    });
    expect(headers).toMatchObject({
      'x-app': 'product-composite',
      'x-app-version': 'v1',
      'x-served-by': 'product=v1,recommendation=v1,review=v2',
    });
  });

  test('counts the reviews from v2 on', async () => {
    const { url } = await startShop({}, { VERSION: 'v2' });
    expect(await askJson(`${url}/product-composite/3`)).toMatchObject({ reviewCount: 3 });
  });

  test('is 503 and names what did not answer', async () => {
    const nowhere = `http://127.0.0.1:${await closedPort()}`;
    const { url } = await startShop({}, { RECOMMENDATION_URL: nowhere });
    const { status, headers, text } = await ask(`${url}/product-composite/3`);
    expect([status, headers['x-served-by']]).toEqual([503, 'product=v1,recommendation=none,review=v1']);
    const error = 'A part of the product is unavailable';
    expect(JSON.parse(text)).toEqual({ error, causes: ['recommendation: refused'] });
  });
});
