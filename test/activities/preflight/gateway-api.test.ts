import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import {
  backend,
  bookinfo,
  deployment,
  examine,
  httpRoute,
  meshCaller,
  object,
  planOf,
  problemsOf,
  service,
  virtualService,
  type World,
} from './world.js';

type Fields = Record<string, unknown>;

const reviews = (version: string) => ({ app: 'reviews', version });
const ofVersion = (version: string, spec: Fields = {}) =>
  service(`reviews-${version}`, { selector: reviews(version), ...spec });
const primary = (...backends: Fields[]): Fields => ({ name: 'primary', backendRefs: backends });
const called = [meshCaller('sleep', 5)];
const edge = { parentRefs: [{ name: 'edge', namespace: 'istio-system' }] };

/** Bookinfo with an HTTPRoute of the mesh in place of Istio's objects. */
function world(change: Partial<World> = {}, ...more: KubernetesObject[]): Partial<World> {
  const isOurs = ({ kind, metadata }: KubernetesObject) =>
    more.some((each) => each.kind === kind && each.metadata.name === metadata.name);
  const kept = [...bookinfo(), httpRoute('reviews', [primary(backend('reviews'))])].filter(
    (each) => !['VirtualService', 'DestinationRule'].includes(each.kind) && !isOurs(each),
  );
  return { traffic: '{ gatewayApi: { rule: primary } }', objects: [...kept, ...more], ...change };
}
const routed = (rules: Fields[], ...more: KubernetesObject[]) => world({}, httpRoute('reviews', rules), ...more);
const alone = async (change: Partial<World>) => (await problemsOf(change)).join('\n');

const ports = [{ name: 'http', port: 9080, targetPort: 9080 }];
const made = (version: string) => ({ name: `reviews-${version}`, selector: reviews(version), ports });
const at = (host: string) => ({ host, port: { number: 9080 } });

describe('Services of one version', () => {
  test('from the Service with all versions: each gets one', async () => {
    const { route, port, canary, notes } = await planOf(world());
    expect(route).toEqual({
      ...{ kind: 'gateway-api', namespace: 'bookinfo', resource: 'HTTPRoute', name: 'reviews' },
      ...{ rule: { by: 'name', name: 'primary' }, mark: expect.any(String) },
      ...{ stable: at('reviews-v1'), stableService: made('v1'), canary: at('reviews-v2') },
      missingServices: [made('v2'), made('v1')],
      before: [{ ...backend('reviews'), destination: at('reviews') }],
    });
    expect([port, canary.admission]).toEqual([9080, { app: 'reviews' }]);
    expect(notes).toEqual([expect.stringContaining('v2 runs already')]);
  });

  test('those that are there are taken, whatever they are called, and with the ports that they have', async () => {
    const own = service('reviews-next', { selector: reviews('v2'), ports: [{ name: 'http', port: 80 }] });
    const stables = ofVersion('v1', { ports: [{ name: 'http', port: 80, targetPort: 9080, nodePort: 30080 }] });
    const rules = [primary({ ...backend('reviews-v1'), port: 80 })];
    const { route, port } = await planOf(routed(rules, own, stables));
    expect(route).toMatchObject({
      ...{
        stable: { host: 'reviews-v1', port: { number: 80 } },
        canary: { host: 'reviews-next', port: { number: 80 } },
      },
      missingServices: [],
    });
    expect(port).toBe(9080);
    const without = await planOf(routed(rules, stables));
    expect(without.route).toMatchObject({
      missingServices: [{ ...made('v2'), ports: [{ name: 'http', port: 80, targetPort: 9080 }] }],
    });
  });

  test('a name that is taken by other pods, or one without the port, is not taken', async () => {
    const other = service('reviews-v2', { selector: { app: 'ratings' } });
    expect((await planOf(world({}, other))).route.canary).toEqual(at('reviews-v2-sluice'));
    const otherPort = ofVersion('v2', { ports: [{ name: 'http', port: 8080 }] });
    const { problems } = (await examine(world({ spec: ['ways: refuse'] }, otherPort))) as { problems?: string[] };
    expect(problems).toEqual([expect.stringContaining("Service bookinfo/reviews-v2 selects the canary's pods, too")]);
  });

  test('a rule by its place, or by where it leads; a backend with 0 is told', async () => {
    const rules = [
      { matches: [{ path: { value: '/a' } }], backendRefs: [backend('ratings')] },
      primary(backend('reviews-v1'), backend('ratings', 0)),
    ];
    const by = async (rule: string) =>
      planOf({ ...routed(rules, ofVersion('v1')), traffic: `{ gatewayApi: { httpRoute: reviews, rule: ${rule} } }` });
    expect((await by('1')).route).toMatchObject({ rule: { by: 'index', index: 1 }, stable: { host: 'reviews-v1' } });
    const { route, notes } = await by('{ backend: reviews-v1 }');
    expect(route.stable).toEqual(at('reviews-v1'));
    expect(notes[0]).toContain('The rule lists ratings with weight 0');
  });

  test('a first release', async () => {
    const objects = (world().objects ?? []).filter(({ metadata }) => metadata.name !== 'reviews-v1');
    const canary = '{ version: v1, deployment: reviews-v1 }';
    const plan = await planOf({ ...world(), objects, canary });
    expect(plan).not.toHaveProperty('stable');
    expect(plan.route).toMatchObject({ canary: at('reviews-v1'), missingServices: [made('v1')] });
  });
});

const left = {
  'sluice.dev/fence': JSON.stringify({
    'bookinfo/reviews': { release: 'release/x/1', since: 1, epoch: 1, weight: 20 },
  }),
};

describe('refused, each for this reason alone', () => {
  test.each<[string, Partial<World>, string | RegExp]>([
    [
      'there is no such route',
      world({ traffic: '{ gatewayApi: { httpRoute: review } }' }),
      'There is no HTTPRoute bookinfo/review; did you mean reviews?',
    ],
    [
      'there is no such rule',
      world({ traffic: '{ gatewayApi: { rule: primry } }' }),
      'HTTPRoute bookinfo/reviews has no route primry; did you mean primary?',
    ],
    [
      'its requests are split already',
      routed([primary(backend('reviews-v1', 9), backend('ratings', 1))], ofVersion('v1')),
      /splits its requests already \(reviews-v1 9, ratings 1\)/,
    ],
    ['it gives nobody anything', routed([primary(backend('reviews', 0))]), /has no destinations/],
    [
      'it leads to no Service',
      routed([primary(backend('review'))]),
      'Rule primary of HTTPRoute bookinfo/reviews sends to review, which is no Service in bookinfo: correct its destination.',
    ],
    [
      'it leads to another namespace',
      routed([primary({ ...backend('reviews'), namespace: 'shop' })]),
      'Rule primary of HTTPRoute bookinfo/reviews sends to reviews.shop.svc.cluster.local, which is no Service in bookinfo: correct its destination.',
    ],
    [
      'the canary is among the pods that it leads to',
      { ...world({}, deployment('reviews-v2', reviews('v2'))), canary: '{ version: v2, deployment: reviews-v2 }' },
      / sends to Service reviews, which gives users the canary already/,
    ],
    [
      'stable is not behind the Service',
      routed([primary(backend('shop'))], service('shop'), deployment('reviews-v1', { app: 'shop', version: 'v1' })),
      / sends to the pods of reviews-v1, which Service reviews does not select: all versions must be behind one Service/,
    ],
    [
      'no label tells stable from the canary',
      {
        ...world(
          {},
          deployment('reviews-v1', { app: 'reviews', 'app.kubernetes.io/version': 'v1' }),
          deployment('reviews-v2', { 'app.kubernetes.io/version': 'v1', version: 'v2' }),
        ),
        canary: '{ version: v2, deployment: reviews-v2 }',
      },
      /^The pods of reviews-v2 have all the labels of those of reviews-v1 \(app=reviews,app.kubernetes.io\/version=v1\): give them one/,
    ],
    [
      'no gateway has taken it up',
      world({}, { ...httpRoute('reviews', [primary(backend('reviews'))]), status: {} }),
      /^The route is not in force as it is written: no controller has taken up HTTPRoute bookinfo\/reviews for Service reviews/,
    ],
    [
      'its last change is not taken up',
      world({}, httpRoute('reviews', [primary(backend('reviews'))], {}, { generation: 4 })),
      /at Service reviews: its last change is not taken up yet/,
    ],
    [
      'clients in the cluster go by no route',
      world(
        { callers: [...called, meshCaller('edge-istio', 99, { source_workload_namespace: 'istio-system' })] },
        httpRoute('reviews', [primary(backend('reviews'))], edge),
      ),
      /^The parents of .* \(Gateway istio-system\/edge\) do not include Service reviews: clients in the cluster .* 5 requests came that way in the last hour \(5 from sleep in bookinfo\).* `ways: accept`/,
    ],
    [
      'it rules one port alone',
      world(
        {},
        httpRoute('reviews', [primary(backend('reviews'))], {
          parentRefs: [{ kind: 'Service', name: 'reviews', port: 9080 }],
        }),
        service('reviews', { ports: [...ports, { name: 'http-admin', port: 81 }] }),
      ),
      /is for one port of Service reviews alone: requests to 81 go by no route/,
    ],
    [
      'a VirtualService is for the Service, too',
      world({ callers: called }, virtualService('reviews', [{ route: [{ destination: { host: 'ratings' } }] }])),
      /^VirtualService bookinfo\/reviews is for Service reviews in the mesh, as HTTPRoute bookinfo\/reviews is/,
    ],
    [
      'another route is, too',
      world(
        { callers: called },
        httpRoute('other', [{ matches: [{ path: { value: '/x' } }], backendRefs: [backend('ratings')] }]),
      ),
      /^HTTPRoute bookinfo\/other is for Service reviews in the mesh, as HTTPRoute bookinfo\/reviews is/,
    ],
    [
      'an earlier rule takes all',
      routed([{ name: 'all', backendRefs: [backend('ratings')] }, primary(backend('reviews'))]),
      /^Rule all of HTTPRoute bookinfo\/reviews stands before the one to be released and matches the same/,
    ],
    [
      'another rule leads to the canary',
      routed([
        { name: 'beta', matches: [{ path: { value: '/x' } }], backendRefs: [backend('reviews')] },
        primary(backend('reviews')),
      ]),
      /^Rule beta of HTTPRoute bookinfo\/reviews sends to reviews, which reaches the canary whatever the weight. Have it send to stable's Service \(reviews-v1\)/,
    ],
    [
      'another rule always leads to stable',
      routed(
        [
          { name: 'beta', matches: [{ path: { value: '/x' } }], backendRefs: [backend('reviews-v1')] },
          primary(backend('reviews-v1')),
        ],
        ofVersion('v1'),
      ),
      /^Rule beta of HTTPRoute bookinfo\/reviews always sends to reviews-v1, whatever the weight/,
    ],
    [
      'another Service has the canary',
      world(
        { callers: [meshCaller('cron', 2, { destination_service_name: 'reviews-old' })] },
        service('reviews-old', { selector: { app: 'reviews' } }),
      ),
      /^Service bookinfo\/reviews-old selects the canary's pods, too/,
    ],
    [
      'somebody owns it',
      world(
        {},
        httpRoute(
          'reviews',
          [primary(backend('reviews'))],
          {},
          { annotations: { 'argocd.argoproj.io/tracking-id': 'x' } },
        ),
      ),
      /^HTTPRoute bookinfo\/reviews belongs to Argo CD.*\(\.spec\.rules\[0\]\.backendRefs\).*group: gateway\.networking\.k8s\.io, kind: HTTPRoute/,
    ],
    [
      'an earlier release was ended by force, by Istio',
      world({}, virtualService('shop', [{ route: [{ destination: { host: 'ratings' } }] }], {}, { annotations: left })),
      'Release release/x/1 was ended by force, and left the canary at weight 20: `sluice rollback bookinfo/reviews` puts that back.',
    ],
  ])('%s', async (_, change, problem) => {
    const problems = await problemsOf(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).toMatchSnapshot();
  });
});

test('the ways in that no route rules are accepted when that is said', async () => {
  const change = world({ spec: ['ways: accept'] }, httpRoute('reviews', [primary(backend('reviews'))], edge));
  const { notes } = await planOf({ ...change, sample: () => ({ kind: 'number', value: 0.5 }) });
  expect(notes[0]).toMatch(/^Accepted: The parents of HTTPRoute bookinfo\/reviews .* do not include Service reviews/);
  expect(notes.join()).not.toContain('% of the requests'); // a gateway has no sidecar, and need not have one
});

test('all that is wrong at once, permissions with it', async () => {
  const forbidden: World['forbidden'] = ({ verb, kind }) => verb === 'patch' && kind === 'HTTPRoute';
  const problems = await alone({
    ...routed(
      [primary(backend('review'))],
      object('StatefulSet', 'db', { spec: { template: { metadata: { labels: reviews('v0') } } } }),
    ),
    forbidden,
  });
  expect(problems).toContain(
    'Sluice has no permission to patch httproutes.gateway.networking.k8s.io in namespace bookinfo',
  );
  expect(problems).toContain('StatefulSet bookinfo/db is behind the Service');
  expect(problems).toContain('which is no Service in bookinfo');
});
