import { expect, test } from '@jest/globals';
import {
  deployment,
  byRouteMain,
  limitMs,
  noRule,
  RouteCase,
  service,
  split,
  expectThroughARelease,
  to,
  virtualService,
} from './case-world.js';
import '../../patience.js';

test.concurrent(
  'versions under another key than `version`',
  () =>
    RouteCase.of(
      'other-key',
      {
        objects: [
          deployment('reviews-v1', { app: 'reviews', 'app.kubernetes.io/version': '1.9', track: 'stable' }),
          virtualService({ http: [{ name: 'main', route: [to()] }] }),
          noRule,
        ],
      },
      async (it) =>
        expect(await it.problems()).toEqual([
          expect.stringMatching(/^The pods of reviews-v1 have no label `version` .* add one\.$/),
        ]),
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
