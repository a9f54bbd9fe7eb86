import { describe, expect, test } from '@jest/globals';
import { type Case, reviews, found, match, also, beside, expectRefusals } from './refusals.js';
import {
  deployment,
  examine,
  planOf,
  primary,
  problemsOf,
  rule,
  service,
  to,
  virtualService,
  withObjects,
} from './world.js';

describe('ways that the route does not rule', () => {
  const other = (http: Record<string, unknown>[], spec: Record<string, unknown> = {}, metadata = {}) =>
    beside(virtualService('other', http, { hosts: ['shop.example'], ...spec }, metadata));
  const ways: Case[] = [
    [
      'another route to the whole host',
      also({ name: 'beta', match, route: [to()] }),
      /^Route beta of VirtualService bookinfo\/reviews sends to reviews, which reaches the canary whatever the weight\. Have it name stable's subset \(v1\), or accept it with `bypass: accept`\.$/,
    ],
    [
      'another VirtualService',
      other([{ route: [to()] }], { gateways: ['edge'] }),
      /^Route 0 of VirtualService bookinfo\/other sends to reviews, which/,
    ],
    [
      'one of another namespace',
      other([{ route: [to(undefined, 100, 'reviews.bookinfo.svc.cluster.local')] }], {}, { namespace: 'edge' }),
      /^Route 0 of VirtualService edge\/other sends to reviews.bookinfo/,
    ],
    [
      'a route for connections',
      other([], { tcp: [{ route: [to()] }] }),
      /^Route 0 of VirtualService bookinfo\/other sends to reviews, which/,
    ],
    [
      'a route that stable alone serves, which will be gone',
      also({ name: 'beta', match, route: [to('v1')] }),
      /^Route beta .* always sends to reviews\/v1, whatever the weight, and to nowhere once stable is taken away/,
    ],
    [
      'a second VirtualService for the host',
      beside(virtualService('second', [], { hosts: ['reviews'] })),
      /^VirtualService bookinfo\/second is for the host reviews, too/,
    ],
    [
      'gateways without the mesh',
      { objects: withObjects(virtualService('reviews', [primary], { gateways: ['edge'] })) },
      /is for gateways alone \(edge\): .*Add `mesh` to its gateways/,
    ],
    [
      'another host',
      { objects: withObjects(virtualService('reviews', [primary], { hosts: ['shop.example'] })) },
      /is not for the host reviews/,
    ],
    [
      'no host: a delegate',
      { objects: withObjects(virtualService('reviews', [primary], { hosts: [] })) },
      /has no hosts: it is a delegate/,
    ],
    [
      'clients of other namespaces',
      { objects: withObjects(virtualService('reviews', [primary], { exportTo: ['.'] })) },
      /is for clients of the namespaces \. alone \(exportTo\)/,
    ],
    [
      'another Service',
      beside(service('all-reviews', { selector: { app: 'reviews' } })),
      /^Service bookinfo\/all-reviews selects the canary's pods, too/,
    ],
  ];
  expectRefusals(ways);

  test.each(ways)('%s can be accepted, and is noted then', async (_, change) => {
    const { notes } = await planOf({ ...change, spec: ['bypass: accept'] });
    expect(notes.filter((note) => note.startsWith('Accepted: '))).toHaveLength(1);
  });

  test('routes of others that lead elsewhere, or to the canary with weight 0, are none', async () => {
    const idle = { match, route: [to('v3', 100), to('v2', 0)] };
    const ratings = virtualService('ratings', [{ route: [to(undefined, 100, 'ratings')] }]);
    const subsets = rule('reviews', { v1: { version: 'v1' }, v2: { version: 'v2' }, v3: { version: 'v3' } });
    const objects = withObjects(virtualService('reviews', [idle, primary]), ratings, subsets);
    expect(await examine({ objects })).toMatchObject({ kind: 'planned' });
    const kept = also({ match, route: [to('v1')] });
    expect(await examine({ ...kept, spec: ['decommission: leave'] })).toMatchObject({ kind: 'planned' });
  });

  test('a route that has the canary now would answer 503 while it is dark, accepted or not', async () => {
    const subsets = rule('reviews', { v1: { version: 'v1' }, v2: { version: 'v2' } });
    const routes = virtualService('reviews', [{ name: 'beta', match, route: [to('v2')] }, primary]);
    const objects = withObjects(routes, subsets);
    expect(await problemsOf({ objects, spec: ['bypass: accept'] })).toEqual([
      expect.stringMatching(/^Route beta .* sends users to reviews\/v2, who get 503 while the canary is dark/),
    ]);
    const running = withObjects(routes, subsets, deployment('reviews-v2', reviews('v2')));
    await planOf({ objects: running, canary: found, spec: ['bypass: accept'] });
  });
});
