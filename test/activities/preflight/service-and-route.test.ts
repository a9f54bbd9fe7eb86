import { describe, expect, test } from '@jest/globals';
import { reviews, found, match, splitTo, also, services, beside, expectRefusals } from './refusals.js';
import {
  deployment,
  fence,
  meshCaller,
  object,
  problemsOf,
  rule,
  service,
  to,
  virtualService,
  withObjects,
  without,
} from './world.js';

const fenced = (record: unknown) => ({
  objects: withObjects(
    virtualService(
      'reviews',
      [{ name: 'primary', route: [to('v1', 50), to('v2', 50)] }],
      {},
      {
        annotations: { 'sluice.dev/fence': JSON.stringify({ 'bookinfo/reviews': record }) },
      },
    ),
  ),
});

describe('the Service', () => {
  expectRefusals([
    [
      'is not there',
      { objects: without('Service/reviews') },
      'There is no Service bookinfo/reviews; there is ratings.',
    ],
    [
      'is almost there',
      { objects: [...without('Service/reviews'), service('review')] },
      /did you mean review\? There are ratings, review\.$/,
    ],
    [
      'is headless',
      services({ clusterIP: 'None' }),
      /is headless: clients choose among pods by themselves; delete it, and make it anew/,
    ],
    [
      'has no address of the cluster',
      services({ type: 'ExternalName' }),
      /is an ExternalName: it leads out of the cluster/,
    ],
    [
      'publishes pods that are not ready',
      services({ publishNotReadyAddresses: true }),
      /publishNotReadyAddresses: .*; take that away\.$/,
    ],
    [
      'selects one version alone',
      services({ selector: reviews('v1') }),
      /selects version=v1 alone, and no other version can get behind it/,
    ],
    [
      'has a StatefulSet',
      beside(object('StatefulSet', 'db', { spec: { template: { metadata: { labels: reviews('v0') } } } })),
      /^StatefulSet bookinfo\/db is behind the Service/,
    ],
    [
      'has a port that no HTTP route rules',
      {
        ...services({
          ports: [
            { name: 'http', port: 80 },
            { name: 'tcp-admin', port: 81 },
          ],
        }),
        callers: [meshCaller('cron', 3, { request_protocol: 'tcp' }), meshCaller('sleep', 5)],
      },
      /ports that no HTTP route rules: 81 \(tcp-admin\).* 3 connections came that way in the last hour.*ways: accept/,
    ],
    ['has no selector', services({ selector: {} }), /has no selector: its endpoints are written by somebody else/],
  ]);

  test('has nothing that speaks HTTP', async () => {
    const problems = await problemsOf(services({ ports: [{ name: 'redis', port: 6379 }] }));
    expect(problems).toEqual([
      'Service bookinfo/reviews has no port that speaks HTTP: name one `http`, or give it appProtocol: http.',
    ]);
  });
});

describe('the route', () => {
  expectRefusals([
    [
      'its VirtualService is not there',
      { objects: without('VirtualService/reviews') },
      'There is no VirtualService bookinfo/reviews; there are none.',
    ],
    ['is not there', { route: 'primry' }, 'VirtualService bookinfo/reviews has no route primry; did you mean primary?'],
    ['is not at that place', { route: '3' }, 'VirtualService bookinfo/reviews has no route 3; there is primary.'],
    [
      'is not the only one to there',
      { ...also({ match, route: [to('v1')] }), route: '{ destination: reviews/v1 }' },
      /has 2 routes to reviews\/v1 \(at 0, 1\)/,
    ],
    [
      'redirects',
      { objects: withObjects(virtualService('reviews', [{ name: 'primary', redirect: { uri: '/' } }])) },
      /has no destinations \(it redirects/,
    ],
    [
      'delegates',
      { objects: withObjects(virtualService('reviews', [{ name: 'primary', delegate: { name: 'other' } }])) },
      /delegates to VirtualService bookinfo\/other: release through that one/,
    ],
    [
      'splits its requests already',
      splitTo(to('v1', 60), to('v2', 40)),
      'Route primary of VirtualService bookinfo/reviews splits its requests already (reviews/v1 60, reviews/v2 40): give one destination all of them, then release.',
    ],
    [
      'names a subset that is nowhere',
      splitTo(to('v9')),
      /sends to reviews\/v9, a subset that no DestinationRule for reviews has/,
    ],
    [
      'names a subset without pods',
      { objects: withObjects(rule('reviews', { v1: { version: 'v0' } })) },
      /sends to reviews\/v1, which has the pods of no Deployment/,
    ],
    [
      'has two versions',
      {
        objects: withObjects(
          virtualService('reviews', [{ name: 'primary', route: [to()] }]),
          deployment('reviews-v0', reviews('v0')),
        ),
      },
      /has the pods of reviews-v1 and reviews-v0: have it name a subset/,
    ],
    [
      'goes to another service',
      splitTo(to(undefined, 100, 'ratings')),
      /sends to ratings, not to reviews: name another route/,
    ],
    [
      'comes after one that matches everything',
      also({ name: 'all', route: [to(undefined, 0, 'ratings')] }),
      /^Route all of .* stands before the one to be released and matches everything/,
    ],
    [
      'points at the canary already',
      {
        canary: found,
        objects: withObjects(
          deployment('reviews-v2', reviews('v2')),
          rule('reviews', { v2: { version: 'v2' } }),
          virtualService('reviews', [{ name: 'primary', route: [to('v2')] }]),
        ),
      },
      /^v2 is what users get already \(Deployment reviews-v2, by reviews\/v2\)/,
    ],
  ]);

  test('an orphan is told by its name, weight and remedy', async () => {
    const left = { release: 'release/local/bookinfo/reviews/1', since: 1, epoch: 7, weight: 50 };
    expect(await problemsOf(fenced(left))).toEqual([
      'Release release/local/bookinfo/reviews/1 was ended by force, and left the canary at weight 50: `sluice rollback bookinfo/reviews` puts that back.',
    ]);
    expect(await problemsOf(fenced({ ...left, ended: true }))).toEqual([
      expect.stringContaining('splits its requests'),
    ]);
    expect(await problemsOf(fenced({ ...left, release: fence.release }))).toEqual([
      expect.stringContaining('splits its requests'),
    ]);
  });
});
