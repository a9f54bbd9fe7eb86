import { expect, test } from '@jest/globals';
import {
  byMain,
  deployment,
  destinationRule,
  byRouteMain,
  limitMs,
  main,
  port,
  role,
  RouteCase,
  service,
  split,
  subset,
  expectThroughARelease,
  to,
  virtualService,
} from './case-world.js';
import '../../patience.js';

const spelled = (name: string, weight?: number) => ({
  ...to(name, weight),
  destination: { host: 'reviews.route-case-spelled.svc.cluster.local', subset: name },
});
test.concurrent(
  'one host, several spellings',
  () =>
    RouteCase.of(
      'spelled',
      {
        objects: [
          destinationRule({ subsets: [subset('v1')] }),
          virtualService({
            hosts: ['reviews.route-case-spelled.svc.cluster.local'],
            http: [{ name: 'main', route: [spelled('v1')] }],
          }),
        ],
      },
      async (it) => {
        await expectThroughARelease(it, (stable, canary) => [spelled('v1', stable), spelled('v2', canary)]);
        expect((await it.plan()).route).toMatchObject({ destinationRule: { name: 'reviews', exists: true } });
      },
    ),
  limitMs,
);

test.concurrent(
  'a host that Istio does not complete',
  () =>
    RouteCase.of(
      'dotted',
      { objects: [virtualService({ hosts: ['reviews.route-case-dotted'], http: [main] })] },
      async (it) =>
        expect(await it.problems()).toEqual([
          expect.stringMatching(
            /is for the host reviews\.shop, which nobody calls: .* write reviews\.shop\.svc\.cluster\.local/,
          ),
        ]),
    ),
  limitMs,
);

test.concurrent(
  'canary first, roles instead of versions',
  () =>
    RouteCase.of(
      'roles',
      {
        objects: [
          destinationRule({ subsets: [role('live', 'v1'), role('next', 'v2')] }),
          virtualService({ http: [{ name: 'main', route: [to('next', 0), to('live', 100)] }] }),
        ],
      },
      async (it) =>
        void (await expectThroughARelease(it, (stable, canary) => [to('next', canary), to('live', stable)])),
    ),
  limitMs,
);

test.concurrent(
  'what an earlier release has left on the list',
  () =>
    RouteCase.of(
      'leftover',
      {
        objects: [
          deployment('reviews-v2', { app: 'reviews', version: 'v2' }),
          { ...deployment('reviews-v1', {}), spec: undefined },
          virtualService({ http: [{ name: 'main', route: [to('v1', 0), to('v2', 100)] }] }),
        ],
        spec: { canary: { version: 'v3', image: 'docker.io/sluice/reviews:v3' } },
      },
      async (it) => {
        const { notes } = await expectThroughARelease(it, (stable, canary) => [
          to('v1', 0),
          to('v2', stable),
          to('v3', canary),
        ]);
        expect(notes).toContain('The route lists reviews/v1 with weight 0: it stays as it is.');
      },
    ),
  limitMs,
);

test.concurrent(
  'weights that do not sum to 100 are written both, and given back as they were',
  () =>
    RouteCase.of(
      'sums',
      { objects: [virtualService({ http: [{ name: 'main', route: [to('v1', 10), to('v2', 0)] }] })] },
      async (it) => void (await expectThroughARelease(it, split)),
    ),
  limitMs,
);

test.concurrent(
  'a route that is split already',
  () =>
    RouteCase.of(
      'split',
      { objects: [virtualService({ http: [{ name: 'main', route: [to('v1', 9), to('v2', 1)] }] })] },
      async (it) =>
        expect(await it.problems()).toEqual([
          'Route main of VirtualService shop/reviews splits its requests already (reviews/v1 9, reviews/v2 1): give one destination all of them, then release.',
        ]),
    ),
  limitMs,
);

test.concurrent(
  'a route full of other things',
  () =>
    RouteCase.of(
      'full',
      {
        objects: [
          virtualService({
            http: [
              {
                name: 'main',
                match: [
                  {
                    uri: { regex: '^/r/.+$' },
                    ignoreUriCase: true,
                    withoutHeaders: { 'x-skip': { regex: '.*' } },
                    queryParams: { q: { exact: '1' } },
                  },
                ],
                rewrite: { uriRegexRewrite: { match: '^/r/(.*)$', rewrite: '/\\1' } },
                timeout: '3s',
                retries: { attempts: 2, perTryTimeout: '1s', retryOn: '5xx,reset' },
                fault: { delay: { percentage: { value: 0.1 }, fixedDelay: '2s' } },
                corsPolicy: { allowOrigins: [{ exact: 'https://shop.example.com' }], maxAge: '24h' },
                headers: {
                  request: { set: { 'x-tier': 'gold' } },
                  response: { remove: ['x-envoy-upstream-service-time'] },
                },
                route: [to('v1', 100), to('v2', 0)],
              },
            ],
          }),
        ],
      },
      async (it) => void (await expectThroughARelease(it, split)),
    ),
  limitMs,
);

const headers = { request: { set: { 'x-tier': 'gold' } }, response: { add: { 'x-by': 'reviews' } } };
test.concurrent(
  'things on the destination itself are on both versions',
  () =>
    RouteCase.of(
      'headers',
      { objects: [virtualService({ http: [{ name: 'main', route: [{ ...to('v1', undefined, port), headers }] }] })] },
      async (it) =>
        void (await expectThroughARelease(it, (stable, canary) => [
          { ...to('v1', stable, port), headers },
          { ...to('v2', canary, port), headers },
        ])),
    ),
  limitMs,
);

const ports = [
  { name: 'http', port: 9080 },
  { name: 'tcp-db', port: 9090 },
  { name: 'tls-db', port: 9443 },
];
test.concurrent(
  'http beside tcp and tls',
  () =>
    RouteCase.of(
      'tcp',
      {
        objects: [
          service('reviews', { ports }),
          virtualService({
            ...byRouteMain,
            tcp: [{ match: [{ port: 9090 }], route: [to(undefined, undefined, { port: { number: 9090 } })] }],
            tls: [
              {
                match: [{ port: 9443, sniHosts: ['reviews'] }],
                route: [to(undefined, 100, { port: { number: 9443 } })],
              },
            ],
          }),
        ],
      },
      async (it) => {
        expect(await it.problems({ ways: 'refuse' })).toEqual([
          expect.stringMatching(/ports that no HTTP route rules: 9090 \(tcp-db\), 9443 \(tls-db\)/),
          expect.stringMatching(/^TLS route 0 of .* sends to reviews, which reaches the canary whatever the weight/),
          expect.stringMatching(/^TCP route 0 of .* sends to reviews, which reaches the canary whatever the weight/),
        ]);
        const { notes } = await expectThroughARelease(it, split);
        expect(notes).toContainEqual(
          expect.stringMatching(/^TCP route 0 .* No connection came that way in the last hour\.$/),
        );
      },
    ),
  limitMs,
);

test.concurrent(
  'tcp or tls alone',
  () =>
    RouteCase.of('tcp-only', { objects: [virtualService({ tcp: [{ route: [to()] }] })] }, async (it) => {
      expect(await it.problems()).toEqual([expect.stringMatching(/^No HTTP route of a VirtualService leads to/)]);
    }),
  limitMs,
);

const at80 = { port: { number: 80 } };
test.concurrent(
  'a Service with two ports, the destination pinned to one',
  () =>
    RouteCase.of(
      'two-ports',
      {
        objects: [
          service('reviews', {
            ports: [
              { name: 'http', port: 80 },
              { name: 'grpc', port: 6565 },
            ],
          }),
          virtualService({ http: [{ name: 'main', route: [to('v1', undefined, at80)] }] }),
        ],
      },
      async (it) => {
        const { notes } = await expectThroughARelease(it, (stable, canary) => [
          to('v1', stable, at80),
          to('v2', canary, at80),
        ]);
        expect(notes).toContain(
          'The route sends to port 80: requests to 6565 of Service reviews land there, too, as they do now.',
        );
      },
    ),
  limitMs,
);

test.concurrent(
  'one VirtualService for two hosts',
  () =>
    RouteCase.of(
      'two-hosts',
      {
        objects: [
          service('legacy', { selector: { app: 'old' } }),
          virtualService({ hosts: ['reviews', 'legacy'], ...byRouteMain }),
        ],
      },
      async (it) => {
        const { notes } = await expectThroughARelease(it, split);
        expect(notes).toContain(
          `VirtualService ${it.namespace}/reviews is for legacy, too: who calls that gets the same share.`,
        );
      },
    ),
  limitMs,
);

test.concurrent(
  'other routes, and a mirror, lead to the canary already',
  () =>
    RouteCase.of(
      'taken',
      {
        objects: [
          virtualService({
            http: [
              { name: 'testers', match: [{ headers: { 'x-group': { exact: 'test' } } }], route: [to('v2')] },
              { name: 'pair', match: [{ sourceLabels: { version: 'v2' } }], route: [to('v2')] },
              {
                ...{ name: 'main', route: [to('v1')] },
                ...{ mirror: { host: 'reviews', subset: 'v2' }, mirrorPercentage: { value: 10 } },
              },
            ],
          }),
        ],
        spec: byMain,
      },
      async (it) => {
        const problems = await it.problems();
        expect(problems).toEqual([
          expect.stringMatching(
            /^Route testers of .* sends to reviews\/v2, which reaches the canary whatever the weight/,
          ),
          expect.stringMatching(/^Route testers of .* who get 503 while the canary is dark/),
          expect.stringMatching(/^Route pair of .* sends to reviews\/v2, which reaches/),
          expect.stringMatching(/^Route pair of .* who get 503 while the canary is dark/),
          expect.stringMatching(
            /^Route main of .* mirrors its requests to reviews\/v2: the canary gets copies of them/,
          ),
        ]);
      },
    ),
  limitMs,
);

test.concurrent(
  'owned by GitOps',
  () =>
    RouteCase.of(
      'gitops',
      {
        objects: [
          virtualService(byRouteMain, {
            annotations: { 'argocd.argoproj.io/tracking-id': 'shop:networking.istio.io/VirtualService:shop/reviews' },
          }),
        ],
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          expect.stringMatching(
            /^VirtualService shop\/reviews belongs to Argo CD.*'\.spec\.http\[0\]\.route'.*RespectIgnoreDifferences=true/,
          ),
        ]),
    ),
  limitMs,
);

test.concurrent(
  "split by hosts, stable's Service too wide",
  () =>
    RouteCase.of(
      'hosts',
      {
        objects: [
          service('reviews-canary', { selector: { app: 'reviews', version: 'v2' } }),
          virtualService({
            http: [
              {
                name: 'main',
                route: [to(undefined, 100), { destination: { host: 'reviews-canary' }, weight: 0 }],
              },
            ],
          }),
        ],
        spec: { traffic: { istio: { canaryHost: 'reviews-canary' } } },
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          expect.stringMatching(/ sends to reviews, which would have the canary's pods, too: .* with reviews-v1 alone/),
        ]),
    ),
  limitMs,
);
