import { expect, test } from '@jest/globals';
import { soon } from '../own-namespace.js';
import { fenceOf } from '../traffic/traffic-router.behaviour.js';
import {
  destinationRule,
  byRouteMain,
  limitMs,
  noRule,
  role,
  RouteCase,
  split,
  subset,
  expectThroughARelease,
  to,
  virtualService,
} from './case-world.js';
import '../../patience.js';

const connectionPool = { http: { http2MaxRequests: 100 } };
const policies = {
  trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, outlierDetection: { consecutive5xxErrors: 5 } },
  subsets: [{ ...subset('v1'), trafficPolicy: { connectionPool } }],
};
test.concurrent(
  "a DestinationRule with policies: the canary's subset has stable's",
  () =>
    RouteCase.of(
      'policies',
      { objects: [destinationRule(policies), virtualService({ http: [{ name: 'main', route: [to('v1')] }] })] },
      async (it) => {
        const before = await it.read('destinationrule');
        await expectThroughARelease(it, split);
        const plan = await it.plan();
        await it.router(plan).shift(0, { fence: fenceOf(20), overwrite: false }, soon());
        const subsets = [...policies.subsets, { ...subset('v2'), trafficPolicy: { connectionPool } }];
        expect(await it.read('destinationrule')).toEqual({ ...before, spec: { ...before?.spec, subsets } });
      },
    ),
  limitMs,
);

const wildcard = (namespace: string) => `*.${namespace}.svc.cluster.local`;
test.concurrent(
  'a rule of ours carries on what held for all hosts before it',
  () =>
    RouteCase.of(
      'wildcard',
      {
        objects: [
          noRule,
          destinationRule(
            { host: wildcard('route-case-wildcard'), subsets: [], trafficPolicy: policies.trafficPolicy },
            'all',
          ),
          virtualService({ exportTo: ['.'], http: [{ name: 'main', route: [to()] }] }),
        ],
      },
      async (it) => {
        await expectThroughARelease(it, split);
        const plan = await it.plan();
        await it.router(plan).shift(0, { fence: fenceOf(20), overwrite: false }, soon());
        expect((await it.read('destinationrule'))?.spec).toMatchObject({
          ...{ host: 'reviews', trafficPolicy: policies.trafficPolicy, exportTo: ['.'] },
        });
        await it.router(plan).release('stable', fenceOf(21), soon());
        expect(await it.read('destinationrule')).toBeUndefined();
      },
    ),
  limitMs,
);

test.concurrent(
  'a DestinationRule that not all who have the route can see',
  () =>
    RouteCase.of(
      'exported',
      {
        objects: [
          destinationRule({ exportTo: ['.'], subsets: [subset('v1')] }),
          virtualService({ http: [{ name: 'main', route: [to('v1')] }] }),
        ],
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          'The route reaches namespaces that cannot see DestinationRule shop/reviews (exportTo: shop): clients there would get 503; export it to `*`.',
        ]),
    ),
  limitMs,
);

const pool = { trafficPolicy: { connectionPool: { tcp: { maxConnections: 7 } } } };
test.concurrent(
  "two DestinationRules for one host: the one with stable's subset gets the canary's",
  () =>
    RouteCase.of(
      'two-rules',
      {
        objects: [
          noRule,
          destinationRule({ ...pool, subsets: [subset('v1')] }, 'a-policy'),
          destinationRule(
            { host: 'reviews.route-case-two-rules.svc.cluster.local', subsets: [role('beta', 'beta')] },
            'b-more',
          ),
          virtualService({ http: [{ name: 'main', route: [to('v1')] }] }),
        ],
      },
      async (it) => {
        const more = await it.read('destinationrule', 'b-more');
        const { route } = await expectThroughARelease(it, split);
        expect(route).toMatchObject({ destinationRule: { name: 'a-policy', exists: true } });
        expect(await it.read('destinationrule', 'b-more')).toEqual(more);
      },
    ),
  limitMs,
);

test.concurrent(
  'two DestinationRules for one host that different clients see',
  () =>
    RouteCase.of(
      'unlike-rules',
      {
        objects: [
          noRule,
          destinationRule({ ...pool, subsets: [subset('v1')] }, 'a-policy'),
          destinationRule({ subsets: [role('beta', 'beta')], exportTo: ['.'] }, 'b-more'),
          virtualService({ http: [{ name: 'main', route: [to('v1')] }] }),
        ],
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          'DestinationRule shop/a-policy and DestinationRule shop/b-more are for the same host with different exportTo, so Istio does not take them for one: make one of both.',
        ]),
    ),
  limitMs,
);

test.concurrent(
  'a DestinationRule for some clients that lacks the subset',
  () =>
    RouteCase.of(
      'some-clients',
      {
        objects: [
          destinationRule({ workloadSelector: { matchLabels: { app: 'web' } }, subsets: [subset('v1')] }, 'for-web'),
          virtualService(byRouteMain),
        ],
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          'DestinationRule shop/for-web is for clients with app=web alone (workloadSelector), and lacks subset v2: they would get 503; write it into that rule, too.',
        ]),
    ),
  limitMs,
);

test.concurrent(
  "a subset that has the other version's pods, too, is not trusted",
  () =>
    RouteCase.of(
      'wide-subset',
      {
        objects: [
          destinationRule({ subsets: [{ name: 'v1', labels: { app: 'reviews' } }] }),
          virtualService({ http: [{ name: 'main', route: [to('v1')] }] }),
        ],
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          "Subset v1, to which the route sends, has the canary's pods, too (app=reviews): give it a label in which the versions differ.",
        ]),
    ),
  limitMs,
);
