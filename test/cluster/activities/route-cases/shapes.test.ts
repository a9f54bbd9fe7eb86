import { expect, test } from '@jest/globals';
import {
  byMain,
  limitMs,
  main,
  noRule,
  port,
  RouteCase,
  split,
  expectThroughARelease,
  to,
  virtualService,
} from './case-world.js';
import '../../patience.js';

const leave = { decommission: 'leave' };

test.concurrent(
  'one bare destination, no name, no weight, no subset, no DestinationRule',
  () =>
    RouteCase.of(
      'bare',
      {
        objects: [
          noRule,
          virtualService({ http: [{ match: [{ uri: { prefix: '/' } }], route: [to(undefined, undefined, port)] }] }),
        ],
      },
      async (it) => {
        await expectThroughARelease(it, (stable, canary) => [to('v1', stable, port), to('v2', canary, port)]);
        expect(await it.read('destinationrule')).toBeUndefined();
      },
    ),
  limitMs,
);

const prefixed = (prefix: string, more = {}) => ({ match: [{ uri: { prefix } }], ...more, route: [to('v1')] });
const alike = [prefixed('/v1', { timeout: '300s' }), prefixed('/health', { timeout: '10s' }), { route: [to('v1')] }];
test.concurrent(
  'routes without names, several with the same destination: only the one that is meant is written',
  () =>
    RouteCase.of('alike', { objects: [virtualService({ http: alike })], spec: leave }, async (it) => {
      const by = (route: unknown) => ({ traffic: { istio: { virtualService: 'reviews', route } } });
      expect(await it.problems(by({ destination: 'reviews' }))).toEqual([
        'VirtualService shop/reviews has 3 routes to reviews (at 0, 1, 2): name the one that is meant, or give its place.',
      ]);
      expect(await it.problems()).toEqual([expect.stringMatching(/^3 routes lead to reviews: .*"route":0.*"route":2/)]);
      expect(await it.problems({ ...by(0), decommission: 'delete' })).toEqual([
        expect.stringMatching(/^Route 1 of .* always sends to reviews\/v1, .* nowhere once stable is taken away: /),
        expect.stringMatching(/^Route 2 of .* always sends to reviews\/v1, .* keep stable \(decommission: leave\)\.$/),
      ]);
      const { notes } = await expectThroughARelease(it, split, { plan: by(0) });
      expect(notes).toContainEqual(expect.stringMatching(/^Route 2 of .* those who come by it stay with stable\.$/));
    }),
  limitMs,
);

const edge = { hosts: ['shop.example.com'], gateways: ['edge/public'] };
test.concurrent(
  'gateways without the mesh, or hosts that are not the Service: closed, or accepted with the share',
  () =>
    RouteCase.of('edge', { objects: [virtualService({ ...edge, http: [main] })] }, async (it) => {
      const plan = await expectThroughARelease(it, split);
      expect(plan.route).toMatchObject({ meshRoute: { host: `reviews.${it.namespace}.svc.cluster.local` } });
      expect(await it.read('virtualservice', 'reviews-sluice-mesh')).toBeUndefined();
      const { notes } = await it.plan({ ways: 'accept' });
      expect(notes).toContainEqual(
        expect.stringMatching(/^Accepted: .* is for gateways alone \(edge\/public\): .*50 %/),
      );
      expect(await it.problems({ ways: 'refuse' })).toEqual([
        expect.stringMatching(
          /^VirtualService shop\/reviews is for gateways alone .*`mesh` to its gateways, or write `ways: accept`/,
        ),
      ]);
    }),
  limitMs,
);

test.concurrent(
  'hosts that are not the Service, in the mesh: closed',
  () =>
    RouteCase.of('web', { objects: [virtualService({ hosts: ['web'], http: [main] })] }, async (it) => {
      const { route, notes } = await expectThroughARelease(it, split);
      expect(route).toMatchObject({ meshRoute: { name: 'reviews-sluice-mesh' } });
      expect(notes).toContainEqual(expect.stringMatching(/^Closed: VirtualService .* is for the hosts web/));
    }),
  limitMs,
);

const inside = { name: 'inside', match: [{ gateways: ['mesh'] }], route: [to('v1')] };
test.concurrent(
  'mesh and gateway, a route for each',
  () =>
    RouteCase.of(
      'both',
      {
        objects: [
          virtualService({
            hosts: ['shop.example.com', 'reviews'],
            gateways: ['edge/public', 'mesh'],
            http: [inside, { name: 'main', match: [{ gateways: ['edge/public'] }], route: [to('v1')] }],
          }),
        ],
        spec: byMain,
      },
      async (it) => {
        expect(await it.problems()).toEqual([
          expect.stringMatching(/^Route inside of .* nowhere once stable is taken/),
        ]);
        const { notes, route } = await expectThroughARelease(it, split, { index: 1, plan: leave });
        expect(route).toMatchObject({ elsewhere: true });
        expect(notes).toContainEqual(
          expect.stringMatching(/^Route inside of .*, whatever the weight: those who come by it stay with stable\.$/),
        );
      },
    ),
  limitMs,
);

test.concurrent(
  'a delegate: its parents decide who comes, and neither gets hosts',
  () =>
    RouteCase.of(
      'delegate',
      {
        objects: [
          virtualService(
            {
              ...edge,
              http: [
                { match: [{ uri: { prefix: '/reviews' } }], rewrite: { uri: '/' }, delegate: { name: 'reviews' } },
              ],
            },
            { name: 'root' },
          ),
          virtualService({ hosts: [], http: [{ ...main, retries: { attempts: 3 } }] }),
        ],
      },
      async (it) => {
        const root = await it.read('virtualservice', 'root');
        const { notes, route } = await expectThroughARelease(it, split);
        expect(await it.read('virtualservice', 'root')).toEqual(root);
        expect(route).toMatchObject({ meshRoute: { name: 'reviews-sluice-mesh' } });
        expect(notes).toContainEqual(
          `VirtualService ${it.namespace}/reviews has the requests that VirtualService ${it.namespace}/root hands to it (/reviews).`,
        );
      },
    ),
  limitMs,
);

test.concurrent(
  'a route with nothing to weigh is refused, and stays as it is beside one that has',
  () =>
    RouteCase.of(
      'nothing',
      {
        objects: [
          virtualService({
            http: [
              { name: 'a', match: [{ uri: { prefix: '/a' } }], delegate: { name: 'other', namespace: 'shop' } },
              { name: 'b', match: [{ uri: { prefix: '/b' } }], redirect: { uri: '/new' } },
              { name: 'c', match: [{ uri: { prefix: '/c' } }], directResponse: { status: 404 } },
              {
                ...{ name: 'd', match: [{ uri: { prefix: '/d' } }] },
                fault: { abort: { percentage: { value: 100 }, httpStatus: 404 } },
                route: [to('v1')],
              },
              { name: 'main', route: [to('v1')] },
            ],
          }),
        ],
        spec: leave,
      },
      async (it) => {
        const named = (route: string) => it.problems({ traffic: { istio: { virtualService: 'reviews', route } } });
        expect(await named('a')).toEqual([
          expect.stringMatching(/^Route a of .* delegates to VirtualService shop\/other: release through that one\.$/),
        ]);
        expect(await named('b')).toEqual([
          expect.stringMatching(/^Route b of .* has no destinations \(it redirects, or/),
        ]);
        expect(await named('c')).toEqual([expect.stringMatching(/^Route c of .* has no destinations/)]);
        expect(await named('d')).toEqual([expect.stringMatching(/^Route d of .* answers every request by itself/)]);
        await expectThroughARelease(it, split, { index: 4, plan: byMain });
      },
    ),
  limitMs,
);
