import { describe, expect, test } from '@jest/globals';
import { expectRefusals } from './refusals.js';
import { planOf, primary, rule, service, to, virtualService, withObjects, without, deployment } from './world.js';

const open = '{ istio: {} }';
const match = (prefix: string) => [{ uri: { prefix } }];

test('the only route to the Service is found, whatever its VirtualService is called, and said', async () => {
  const shop = virtualService(
    'shop.example',
    [
      { match: match('/ratings'), route: [to(undefined, undefined, 'ratings')] },
      { match: match('/old'), redirect: { uri: '/' } },
      { match: match('/'), route: [to('v1', undefined, 'reviews.bookinfo.svc.cluster.local')] },
    ],
    { hosts: ['reviews'] },
  );
  const objects = [...without('VirtualService/reviews'), shop];
  const { route, notes } = await planOf({ objects, traffic: open });
  expect(route).toMatchObject({ virtualService: 'shop.example', route: { by: 'index', index: 2 } });
  expect(notes).toContain('Route 2 of VirtualService bookinfo/shop.example is released: no other leads to reviews.');
});

test('a name that is its own tells the route from then on, and one that it shares does not', async () => {
  expect((await planOf({ traffic: open })).route).toMatchObject({ route: { by: 'name', name: 'primary' } });
  const twice = virtualService('reviews', [
    { ...primary, match: match('/x'), route: [to(undefined, 1, 'ratings')] },
    primary,
  ]);
  const { route } = await planOf({ objects: withObjects(twice), traffic: open, spec: ['ways: accept'] });
  expect(route).toMatchObject({ route: { by: 'index', index: 1 } });
});

test('the VirtualService alone may be named, or the route alone', async () => {
  const other = virtualService('other', [{ name: 'beta', match: match('/beta'), route: [to('v1')] }], {
    hosts: ['beta.example'],
  });
  const objects = withObjects(other);
  const planned = async (traffic: string) => (await planOf({ objects, traffic, spec: ['decommission: leave'] })).route;
  expect(await planned('{ istio: { virtualService: reviews } }')).toMatchObject({ virtualService: 'reviews' });
  expect(await planned('{ istio: { virtualService: other } }')).toMatchObject({ virtualService: 'other' });
  expect(await planned('{ istio: { route: beta } }')).toMatchObject({ virtualService: 'other' });
});

test('where versions have hosts of their own, it is the route of the users’ host', async () => {
  const objects = withObjects(
    virtualService('reviews', [{ route: [to(undefined, 100, 'reviews-old')] }]),
    service('reviews-old', { selector: { app: 'reviews', version: 'v1' } }),
    service('reviews-new', { selector: { app: 'reviews', version: 'v2' } }),
    deployment('reviews-v2', { app: 'reviews', version: 'v2' }),
  );
  const found = await planOf({
    objects,
    canary: '{ version: v2, deployment: reviews-v2 }',
    traffic: '{ istio: { canaryHost: reviews-new } }',
    spec: ['ways: accept'],
  });
  expect(found.route).toMatchObject({ virtualService: 'reviews', canary: { host: 'reviews-new' } });
});

describe('where no route is named', () => {
  const others = ['/a', '/b'].map((prefix) => ({ match: match(prefix), route: [to('v1')] }));
  expectRefusals([
    [
      'several lead to the Service',
      { objects: withObjects(virtualService('reviews', [...others, primary])), traffic: open },
      '3 routes lead to reviews: name the one that is meant, as traffic: { istio: … } with one of {"virtualService":"reviews","route":0}, {"virtualService":"reviews","route":1}, {"virtualService":"reviews","route":"primary"}. The others stay as they are.',
    ],
    [
      'very many do',
      {
        objects: withObjects(
          virtualService(
            'reviews',
            Array.from({ length: 14 }, () => others[0] ?? {}),
          ),
        ),
        traffic: open,
      },
      /^14 routes lead to reviews: .*"route":9\} and 4 more\./,
    ],
    [
      'none does',
      {
        objects: withObjects(virtualService('reviews', [{ route: [to(undefined, 1, 'ratings')] }])),
        traffic: open,
      },
      'No HTTP route of a VirtualService leads to reviews (looked at: reviews): make one whose destination it is.',
    ],
    [
      'there is no VirtualService',
      { objects: without('VirtualService/reviews'), traffic: open },
      'No HTTP route of a VirtualService leads to reviews (there is no VirtualService in bookinfo): make one whose destination it is.',
    ],
    [
      'one leads to a Service of the same name in another namespace',
      {
        objects: [
          ...without('VirtualService/reviews'),
          virtualService('reviews', [{ route: [to(undefined, 1, 'reviews.shop.svc.cluster.local')] }]),
          rule('other', {}),
        ],
        traffic: open,
      },
      /^No HTTP route of a VirtualService leads to reviews/,
    ],
  ]);
});
