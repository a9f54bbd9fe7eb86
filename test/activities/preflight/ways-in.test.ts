import { describe, expect, test } from '@jest/globals';
import { type Case, reviews, found, match, also, beside, expectRefusals } from './refusals.js';
import {
  deployment,
  examine,
  httpRoute,
  meshCaller,
  planOf,
  primary,
  problemsOf,
  rule,
  service,
  to,
  virtualService,
  withObjects,
  type World,
} from './world.js';

describe('ways that the route does not rule', () => {
  const other = (http: Record<string, unknown>[], spec: Record<string, unknown> = {}, metadata = {}) =>
    beside(virtualService('other', http, { hosts: ['shop.example'], ...spec }, metadata));
  const ways: Case[] = [
    [
      'another route to the whole host',
      also({ name: 'beta', match, route: [to()] }),
      /^Route beta of VirtualService bookinfo\/reviews sends to reviews, which reaches the canary whatever the weight\. Have it name stable's subset \(v1\), or write `ways: accept` into the release's spec\.$/,
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
      { ...other([], { tcp: [{ route: [to()] }] }), callers: [meshCaller('cron', 3, { request_protocol: 'tcp' })] },
      /^TCP route 0 of VirtualService bookinfo\/other sends to reviews, which .* 3 connections came that way/,
    ],
    [
      'a second VirtualService for the host',
      { ...beside(virtualService('second', [], { hosts: ['reviews'] })), callers: [meshCaller('sleep', 9)] },
      /^VirtualService bookinfo\/second is for the host reviews in the mesh, as .* 9 requests came that way/,
    ],
    [
      'gateways without the mesh, where ways are refused',
      { objects: withObjects(virtualService('reviews', [primary], { gateways: ['edge'] })), spec: ['ways: refuse'] },
      /is for gateways alone \(edge\): .*\(the canary by its share of them, 50 %\)\. .*Add reviews to its hosts and `mesh` to its gateways/,
    ],
    [
      'another host, where ways are refused',
      { objects: withObjects(virtualService('reviews', [primary], { hosts: ['web'] })), spec: ['ways: refuse'] },
      /is for the hosts web: clients in the mesh .*Add reviews to its hosts, or/,
    ],
    [
      'clients of other namespaces',
      {
        objects: withObjects(virtualService('reviews', [primary], { exportTo: ['.'] })),
        callers: [meshCaller('web', 7, { source_workload_namespace: 'shop' }), meshCaller('sleep', 9)],
      },
      /is exported to namespace bookinfo alone \(exportTo\).* 7 requests came that way in the last hour \(7 from web in shop\)\./,
    ],
    [
      'another Service',
      {
        ...beside(service('all-reviews', { selector: { app: 'reviews' } })),
        callers: ['a', 'b', 'c', 'd'].map((name, index) =>
          meshCaller(name, 1000 + index, { destination_service_name: 'all-reviews' }),
        ),
      },
      /^Service bookinfo\/all-reviews selects the canary's pods, too.* 4,006 requests came that way in the last hour \(1,003 from d in bookinfo, 1,002 from c in bookinfo, 1,001 from b in bookinfo, and those of 1 more\)/,
    ],
  ];
  expectRefusals(ways);

  test.each(ways)('%s can be accepted, and is noted then', async (_, change) => {
    const { notes } = await planOf({ ...change, spec: ['ways: accept'] });
    expect(notes.filter((note) => note.startsWith('Accepted: '))).toHaveLength(1);
  });

  test('one that nobody came by in the last hour is only shown', async () => {
    const all = service('all-reviews', { selector: { app: 'reviews' } });
    const { notes } = await planOf({ ...beside(all), callers: [meshCaller('sleep', 9)] });
    expect(notes).toContainEqual(
      expect.stringMatching(/^Service bookinfo\/all-reviews selects .* No request came that way in the last hour\.$/),
    );
    expect(await problemsOf({ ...beside(all), spec: ['ways: refuse'] })).toHaveLength(1);
  });

  test('a route that stable alone serves, which will be gone, is refused, accepted or not', async () => {
    const kept = also({ name: 'beta', match, route: [to('v1')] });
    expect(await problemsOf({ ...kept, spec: ['ways: accept'] })).toEqual([
      expect.stringMatching(/^Route beta .* always sends to reviews\/v1, whatever the weight, and to nowhere once/),
    ]);
    const { notes, route } = await planOf({ ...kept, spec: ['decommission: leave'] });
    expect(notes).toContainEqual(expect.stringMatching(/^Route beta .*: those who come by it stay with stable\.$/));
    expect(route).toMatchObject({ elsewhere: true });
    expect((await planOf()).route).not.toHaveProperty('elsewhere');
  });

  test('routes of others that lead elsewhere, or to the canary with weight 0, are none', async () => {
    const idle = { match, route: [to('v3', 100), to('v2', 0)] };
    const ratings = virtualService('ratings', [{ route: [to(undefined, 100, 'ratings')] }]);
    const subsets = rule('reviews', { v1: { version: 'v1' }, v2: { version: 'v2' }, v3: { version: 'v3' } });
    const objects = withObjects(virtualService('reviews', [idle, primary]), ratings, subsets);
    expect(await examine({ objects })).toMatchObject({ kind: 'planned' });
  });

  test('a route that has the canary now would answer 503 while it is dark, accepted or not', async () => {
    const subsets = rule('reviews', { v1: { version: 'v1' }, v2: { version: 'v2' } });
    const routes = virtualService('reviews', [{ name: 'beta', match, route: [to('v2')] }, primary]);
    const objects = withObjects(routes, subsets);
    expect(await problemsOf({ objects, spec: ['ways: accept'] })).toEqual([
      expect.stringMatching(/^Route beta .* sends users to reviews\/v2, who get 503 while the canary is dark/),
    ]);
    const running = withObjects(routes, subsets, deployment('reviews-v2', reviews('v2')));
    await planOf({ objects: running, canary: found, spec: ['ways: accept'] });
  });
});

describe('a second route, where versions have hosts of their own', () => {
  /** The released route leads to `stable`, the other to `second`; the users' Service selects `users`. */
  const byHost = (stable: string, second: string, users: Record<string, string> = { app: 'reviews' }) => ({
    route: 'primary, canaryHost: reviews-new',
    objects: withObjects(
      service('reviews', { selector: users }),
      service('reviews-old', { selector: reviews('v1') }),
      service('reviews-new', { selector: reviews('v2') }),
      virtualService('reviews', [
        { name: 'beta', match, route: [to(undefined, 100, second)] },
        { name: 'primary', route: [to(undefined, 100, stable)] },
      ]),
    ),
  });
  const planned = async (world: Partial<World>) => {
    const { route, notes } = await planOf({ ...world, spec: ['ways: accept', 'decommission: leave'] });
    return { elsewhere: 'elsewhere' in route, told: notes.filter((note) => /Route beta/.test(note)).join() };
  };

  test.each([
    ["stable's own host", byHost('reviews-old', 'reviews-old')],
    ["stable's own host, written out", byHost('reviews-old', 'reviews-old.bookinfo.svc.cluster.local')],
    ["the users' host, which is stable's", byHost('reviews', 'reviews', reviews('v1'))],
  ])('to %s: its requests are elsewhere, and it leads nowhere once stable is gone', async (_, world) => {
    expect(await planned(world)).toEqual({
      elsewhere: true,
      told: expect.stringMatching(/always sends to reviews.*, whatever the weight: those who come by it stay/),
    });
    expect(await problemsOf({ ...world, spec: ['ways: accept'] })).toEqual([
      expect.stringMatching(/^Route beta of .* always sends to reviews.*, and to nowhere once stable is taken away/),
    ]);
  });

  test("to the users' host, which has both: it is a way to the canary, and nobody gets 503", async () => {
    expect(await planned(byHost('reviews-old', 'reviews'))).toEqual({
      elsewhere: false,
      told: expect.stringMatching(/^Accepted: Route beta of .* sends to reviews, which reaches the canary whatever/),
    });
  });

  test("to the canary's own host, which has nobody while it is dark: refused", async () => {
    expect(await problemsOf({ ...byHost('reviews-old', 'reviews-new'), spec: ['ways: accept'] })).toEqual([
      expect.stringMatching(/^Route beta of .* sends users to reviews-new, who get 503 while the canary is dark/),
    ]);
  });
});

describe('clients in the mesh, when the route is for others', () => {
  const edge = (spec: Record<string, unknown> = {}) =>
    virtualService('reviews', [primary], { hosts: ['shop.example'], gateways: ['edge/public'], ...spec });
  const meshRoute = {
    ...{ name: 'reviews-sluice-mesh', host: 'reviews.bookinfo.svc.cluster.local' },
    canaryLeaves: true,
  };
  const used = { callers: [meshCaller('sleep', 9)] };

  test.each([
    ['gateways alone', edge()],
    ['gateways alone, for the Service itself', edge({ hosts: ['reviews'] })],
    ['another host', virtualService('reviews', [primary], { hosts: ['web'] })],
  ])('%s: a route of ours rules them for the time of the release', async (_, routes) => {
    const { route, notes } = await planOf({ ...beside(routes), ...used });
    expect(route).toMatchObject({ meshRoute });
    expect(notes).toContainEqual(
      expect.stringMatching(
        /^Closed: VirtualService bookinfo\/reviews is for .* VirtualService bookinfo\/reviews-sluice-mesh gives them the same weights until the release ends\.$/,
      ),
    );
  });

  test('who is ruled, or accepted, gets none', async () => {
    expect((await planOf()).route).not.toHaveProperty('meshRoute');
    const accepted = await planOf({ ...beside(edge()), ...used, spec: ['ways: accept'] });
    expect(accepted.route).not.toHaveProperty('meshRoute');
  });

  test.each<[string, Partial<World>, RegExp]>([
    [
      'another VirtualService is for them',
      beside(edge(), virtualService('second', [], { hosts: ['reviews'] })),
      /Sluice can add none for them: VirtualService bookinfo\/second is for that host there\. 9 requests came/,
    ],
    [
      'one with a wildcard is for them',
      beside(edge(), virtualService('second', [], { hosts: ['*.bookinfo.svc.cluster.local'] })),
      /Sluice can add none for them: VirtualService bookinfo\/second is/,
    ],
    [
      'an HTTPRoute is for them',
      beside(edge(), httpRoute('second', [])),
      /Sluice can add none for them: HTTPRoute bookinfo\/second is/,
    ],
    [
      'the name is taken',
      beside(edge(), virtualService('reviews-sluice-mesh', [], { hosts: ['other'] })),
      /there is a VirtualService bookinfo\/reviews-sluice-mesh already/,
    ],
    [
      'the former pods stay',
      { ...beside(edge()), spec: ['decommission: leave'] },
      /clients would get both versions then\. 9 requests/,
    ],
    [
      'it may not be made',
      { ...beside(edge()), forbidden: ({ verb, kind }) => kind === 'VirtualService' && verb === 'create' },
      /^Sluice has no permission to create virtualservices\.networking\.istio\.io in namespace bookinfo/,
    ],
  ])('%s: refused', async (_, change, problem) => {
    expect(await problemsOf({ ...used, ...change })).toEqual([expect.stringMatching(problem)]);
  });

  test('where none can be added, and nobody came, that is only shown', async () => {
    const { route, notes } = await planOf(beside(edge(), virtualService('second', [], { hosts: ['reviews'] })));
    expect(route).not.toHaveProperty('meshRoute');
    expect(notes).toContainEqual(expect.stringMatching(/is for that host there\. No request came that way/));
  });

  test('a host that Istio does not complete is refused with the one to write', async () => {
    expect(await problemsOf(beside(virtualService('reviews', [primary], { hosts: ['reviews.bookinfo'] })))).toEqual([
      'VirtualService bookinfo/reviews is for the host reviews.bookinfo, which nobody calls: Istio completes no name that has a dot; write reviews.bookinfo.svc.cluster.local.',
    ]);
  });

  test('of a delegate, those that hand requests to it decide', async () => {
    const child = virtualService('reviews', [primary], { hosts: [] });
    const hands = { match: [{ uri: { prefix: '/reviews' } }], delegate: { name: 'reviews', namespace: 'bookinfo' } };
    const root = (spec: Record<string, unknown>) =>
      virtualService(
        'root',
        [hands],
        { hosts: ['shop.example'], gateways: ['edge/public'], ...spec },
        { namespace: 'edge' },
      );
    const closed = await planOf({ ...beside(child, root({})), ...used });
    expect(closed.route).toMatchObject({ meshRoute });
    expect(closed.notes).toContain(
      'VirtualService bookinfo/reviews has the requests that VirtualService edge/root hands to it (/reviews).',
    );
    const full = { hosts: ['reviews.bookinfo.svc.cluster.local'], gateways: ['mesh'] };
    expect((await planOf(beside(child, root(full)))).route).not.toHaveProperty('meshRoute');
    expect(await problemsOf(beside(child))).toEqual([
      expect.stringMatching(/has no hosts, and no VirtualService hands requests to it \(delegate\)/),
    ]);
  });
});
