import { expect, test } from '@jest/globals';
import {
  deployment,
  destinationRule,
  byRouteMain,
  limitMs,
  RouteCase,
  service,
  split,
  expectThroughARelease,
  to,
  virtualService,
} from './case-world.js';
import '../../patience.js';

const recommended = (version: string, track: string) => ({
  ...{ 'app.kubernetes.io/name': 'reviews', 'app.kubernetes.io/version': version, track },
});
test.concurrent(
  'versions under another key than `version`',
  () =>
    RouteCase.of(
      'other-key',
      {
        objects: [
          service('reviews', { selector: { 'app.kubernetes.io/name': 'reviews' } }),
          deployment('reviews-v1', recommended('1.9', 'stable')),
          deployment('reviews-next', recommended('2.0', 'canary')),
          virtualService({ http: [{ name: 'main', route: [to('live')] }] }),
          destinationRule({ subsets: [{ name: 'live', labels: { track: 'stable' } }] }),
        ],
        spec: { canary: { version: '2.0', deployment: 'reviews-next' } },
      },
      async (it) => {
        const found = await expectThroughARelease(it, (stable, canary) => [to('live', stable), to('2-0', canary)]);
        expect(found.canary).toMatchObject({ dark: 'route' });
        const copy = { version: '2.1', image: 'docker.io/sluice/reviews:v2' }; // which would have stable's track
        expect(await it.problems({ canary: copy })).toEqual([
          expect.stringMatching(/^Subset live, to which the route sends, has the canary's pods, too \(track=stable\)/),
        ]);
      },
    ),
  limitMs,
);

test.concurrent(
  'the Service selects a version',
  () =>
    RouteCase.of(
      'one-version',
      { objects: [service('reviews', { selector: { app: 'reviews', version: 'v1' } }), virtualService(byRouteMain)] },
      async (it) =>
        expect(await it.problems()).toContainEqual(
          'Service shop/reviews selects version=v1 alone, and no other version can get behind it: take that from its selector.',
        ),
    ),
  limitMs,
);

test.concurrent(
  'a Service that keeps users on a pod: routes do not, and that is said',
  () =>
    RouteCase.of(
      'sticky',
      { objects: [service('reviews', { sessionAffinity: 'ClientIP' }), virtualService(byRouteMain)] },
      async (it) => {
        const before = await it.read('service');
        const { notes } = await expectThroughARelease(it, split);
        expect(notes).toContainEqual(expect.stringMatching(/has sessionAffinity, which routes do not follow/));
        expect(await it.read('service')).toEqual(before);
      },
    ),
  limitMs,
);

test.each([
  ['headless', { clusterIP: 'None' }, /is headless/],
  ['unselecting', { selector: undefined }, /has no selector/],
  ['unready', { publishNotReadyAddresses: true }, /has publishNotReadyAddresses/],
])('a Service that is %s is refused', (name, spec, problem) =>
  RouteCase.of(`service-${name}`, { objects: [service('reviews', spec), virtualService(byRouteMain)] }, async (it) => {
    expect(await it.problems()).toContainEqual(expect.stringMatching(problem));
  }),
);

const named = (port: string) => ({
  ...deployment('reviews-v1', { app: 'reviews', version: 'v1' }),
  spec: {
    ...{ paused: true, replicas: 1, selector: { matchLabels: { app: 'reviews', version: 'v1' } } },
    template: {
      metadata: { labels: { app: 'reviews', version: 'v1' } },
      spec: {
        containers: [
          { name: 'app', image: 'docker.io/sluice/reviews:v1', ports: [{ name: port, containerPort: 8080 }] },
        ],
      },
    },
  },
});
const twoPorts = {
  ports: [
    { name: 'http', port: 80, targetPort: 'web' },
    { name: 'http-admin', port: 81, targetPort: 8081 },
  ],
};
const manifest = (port: string) =>
  JSON.stringify(named(port)).replaceAll('reviews-v1', 'reviews-v2').replaceAll('"version":"v1"', '"version":"v2"');

test.concurrent(
  'a container port by its name: the canary must have it, and the Service stays as it is',
  () =>
    RouteCase.of(
      'port-name',
      { objects: [service('reviews', twoPorts), named('web'), virtualService(byRouteMain)] },
      async (it) => {
        const before = await it.read('service');
        expect(await it.problems({ canary: { version: 'v2', manifest: manifest('http') } })).toEqual([
          'Service shop/reviews sends port 80 to the container port called web, which the pods of reviews-v2 lack (they name http): give their port that name.',
        ]);
        await expectThroughARelease(it, split, { plan: { canary: { version: 'v2', manifest: manifest('web') } } });
        expect(await it.read('service')).toEqual(before);
      },
    ),
  limitMs,
);
