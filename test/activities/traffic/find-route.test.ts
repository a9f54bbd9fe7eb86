import { expect, test } from '@jest/globals';
import { findRoute, findRoutes, routeFence } from '../../../activities/traffic/find-route.js';

const to = (host: string, subset?: string, weight?: number) => ({
  destination: { host, ...(subset === undefined ? {} : { subset }) },
  ...(weight === undefined ? {} : { weight }),
});
const service = {
  metadata: { name: 'shop', namespace: 'shop' },
  spec: {
    http: [
      { name: 'old', redirect: { uri: '/new' } },
      { route: [to('reviews', 'v1')] },
      { name: 'primary', route: [to('reviews.shop.svc.cluster.local', 'v1', 90), to('reviews', 'v2', 10)] },
      { route: [to('audit')] },
    ],
  },
};

test('a route is found by its name, its place, or where it goes; short hosts are of the namespace', () => {
  expect(findRoute(service, { by: 'name', name: 'primary' })).toMatchObject({ index: 2, name: 'primary' });
  expect(findRoute(service, { by: 'index', index: 1 })).toEqual({ index: 1, destinations: [to('reviews', 'v1')] });
  expect(findRoute(service, { by: 'destination', destination: 'audit' })?.index).toBe(3);
  expect(findRoutes(service, { by: 'destination', destination: 'reviews' }).map(({ index }) => index)).toEqual([1, 2]);
  expect(findRoute(service, { by: 'destination', destination: 'reviews/v2' })?.index).toBe(2);
  expect(findRoute(service, { by: 'destination', destination: 'audit.shop.svc.cluster.local' })?.index).toBe(3);
});

test('a redirect has no destinations, and what is not there is not found', () => {
  expect(findRoute(service, { by: 'index', index: 0 })?.destinations).toEqual([]);
  expect(findRoute(service, { by: 'index', index: 9 })).toBeUndefined();
  expect(findRoute(service, { by: 'name', name: 'other' })).toBeUndefined();
  expect(findRoute({}, { by: 'destination', destination: 'reviews' })).toBeUndefined();
});

test('fields of an entry beside destination and weight are answered as they are', () => {
  const entry = { ...to('a', undefined, 5), headers: { request: { set: { a: 'b' } } } };
  expect(findRoute({ spec: { http: [{ route: [entry, 'nonsense'] }] } }, { by: 'index', index: 0 })).toEqual({
    index: 0,
    destinations: [entry],
  });
});

const fenced = (text: string) => ({ metadata: { name: 'a', annotations: { 'sluice.dev/fence': text } } });
const record = { release: 'release/x', since: 1, epoch: 2, weight: 10, written: [to('reviews', 'v1', 90)] };

test('the fence of a service is read beside those of others, with what was written', () => {
  const all = fenced(JSON.stringify({ 'shop/reviews': record, 'shop/audit': { ...record, epoch: 9, ended: true } }));
  expect(routeFence(all, 'shop/reviews')).toEqual(record);
  expect(routeFence(all, 'shop/audit')).toMatchObject({ epoch: 9, ended: true });
  expect(routeFence(all, 'shop/other')).toBeUndefined();
});

test.each([['no JSON'], ['[]'], ['null'], ['{"shop/reviews":{"release":"x"}}'], ['{"shop/reviews":7}']])(
  'an annotation that somebody has spoilt (%s) is none',
  (text) => {
    expect(routeFence(fenced(text), 'shop/reviews')).toBeUndefined();
  },
);
