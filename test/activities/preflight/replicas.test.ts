import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import {
  bookinfo,
  deployment,
  httpRoute,
  object,
  planOf,
  pod,
  problemsOf,
  rule,
  service,
  to,
  virtualService,
  backend,
  type World,
} from './world.js';

const reviews = (version: string) => ({ app: 'reviews', version });
const query = "checks: [{ name: errors, query: 'sum(errors)', pass: '< 1' }]";
const sixth = { steps: 'steps: [{ weight: 33 }, { weight: 50 }]' };

/** Bookinfo without Istio's objects and proxies, the steps at places that two pods beside two have. */
function world(change: Partial<World> = {}, ...more: KubernetesObject[]): Partial<World> {
  const isOurs = ({ kind, metadata }: KubernetesObject) =>
    more.some((each) => each.kind === kind && each.metadata.name === metadata.name);
  const own = [...bookinfo(), pod('reviews-v1-1', reviews('v1'), false)].filter(
    (each) => !['VirtualService', 'DestinationRule'].includes(each.kind) && !isOurs(each),
  );
  return { traffic: '{ replicas: {} }', spec: [query, sixth.steps], objects: [...own, ...more], ...change };
}
const alone = async (change: Partial<World>) => (await problemsOf(change)).join('\n');
const found = '{ version: v2, deployment: reviews-v2 }';

describe('the plan', () => {
  test('of the plain case', async () => {
    const { route, port, canary, stable, notes } = await planOf(world());
    expect(route).toEqual({
      ...{ kind: 'replicas', namespace: 'bookinfo', service: 'reviews', round: 'up', labels: { app: 'reviews' } },
      stable: { deployment: 'reviews-v1', replicas: 2 },
      canary: { deployment: 'reviews-v2', replicas: 2 },
      counted: false,
    });
    expect({ port, stable, dark: canary.dark }).toEqual({
      ...{ port: 9080, stable: { version: 'v1', deployment: 'reviews-v1', replicas: 2 }, dark: 'label' },
    });
    expect(notes).toEqual([
      expect.stringContaining('No proxy counts requests'),
      expect.stringContaining('v2 runs already'),
    ]);
  });

  test('where the pods have proxies, these count, and their checks are asked', async () => {
    const objects = [...(world().objects ?? []), pod('reviews-v1-2', reviews('v1'))];
    const plan = await planOf(world({ objects, spec: [sixth.steps] }));
    expect(plan.route).toMatchObject({ counted: true });
    expect(plan.notes).toContainEqual(expect.stringContaining('may answer 503 for the instant'));
  });

  test('versions that metrics call by one name are told apart all the same where none are asked', async () => {
    const name = { 'service.istio.io/workload-name': 'reviews' };
    const [stable, canary] = [
      { ...reviews('v1'), ...name },
      { version: 'v2', ...name },
    ];
    const both = world({ canary: found }, deployment('reviews-v1', stable), deployment('reviews-v2', canary));
    expect((await planOf(both)).route).toMatchObject({ counted: false });
    const objects = [...(both.objects ?? []), pod('reviews-v1-2', stable)];
    expect(await alone({ ...both, objects })).toMatch(/^Istio's metrics call the pods of reviews-v1 and of/);
  });

  test('what the steps are in pods is told; those that are none are left out', async () => {
    const up = await planOf(world({ spec: [query] }));
    expect(up.notes[0]).toBe(
      'Pods are the share (round: up): 10 % is 33.3 %, 1 of 3 pods; 20 % is 33.3 %, 1 of 3 pods; 30 % is 33.3 %, 1 of 3 pods; ' +
        '40 % is 50 %, 2 of 4 pods; 60 % is 66.7 %, 2 of 3 pods; 70 % is 100 %, 2 of 2 pods; 80 % is 100 %, 2 of 2 pods; 90 % is 100 %, 2 of 2 pods.',
    );
    const down = await planOf(world({ traffic: '{ replicas: { round: down } }', spec: [query] }));
    expect(down.notes[0]).toBe('Steps that are less than one pod are left out (round: down): 10 %, 20 %, 30 %.');
  });

  test('a Service of one version that a release by the Gateway API has left is in nobody’s way', async () => {
    const left = service('reviews-v1', { selector: reviews('v1') });
    left.metadata.labels = { 'sluice.dev/version-of': 'reviews' };
    expect((await planOf(world({}, left))).route).toMatchObject({ kind: 'replicas' });
  });

  test('a first release, and one that somebody else deploys', async () => {
    const objects = (world().objects ?? []).filter(({ metadata }) => !metadata.name.startsWith('reviews-v1'));
    const manifest = `{ version: v2, manifest: '${JSON.stringify(deployment('reviews-v2', reviews('v2'), { template: { metadata: { labels: reviews('v2') }, spec: { containers: [{ name: 'a' }] } } }))}' }`;
    const first = await planOf(world({ objects, canary: manifest }));
    expect(first).not.toHaveProperty('stable');
    expect(first.route).toMatchObject({ canary: { deployment: 'reviews-v2', replicas: 2 } });
    const dark = deployment('reviews-v2', { version: 'v2' });
    expect((await planOf(world({ canary: found }, dark))).canary).toMatchObject({ deployed: 'found', dark: 'label' });
  });
});

const left = {
  'sluice.dev/fence': JSON.stringify({
    'bookinfo/reviews': { release: 'release/x/1', since: 1, epoch: 1, weight: 33, split: { canary: 1, stable: 2 } },
  }),
};
const autoscaler = object('HorizontalPodAutoscaler', 'reviews', {
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'reviews-v1' } },
});

describe('refused, each for this reason alone', () => {
  test.each<[string, Partial<World>, string | RegExp]>([
    ['clients keep their pod', world({}, service('reviews', { sessionAffinity: 'ClientIP' })), /has sessionAffinity/],
    [
      'requests stay near their clients',
      world({}, service('reviews', { internalTrafficPolicy: 'Local', trafficDistribution: 'PreferClose' })),
      /^Service reviews keeps requests near their clients \(internalTrafficPolicy: Local, trafficDistribution\)/,
    ],
    [
      'the canary has users already',
      world({ canary: found }, deployment('reviews-v2', reviews('v2'))),
      /^The pods of reviews-v2 have what Service reviews selects: they get users already/,
    ],
    [
      'its own selector wants another label',
      world({ canary: found }, deployment('reviews-v2', { version: 'v2', app: 'dark' })),
      "reviews-v2 selects its pods by app=dark, and the Service wants app=reviews: a Deployment's selector cannot be changed; delete it, and deploy it with app=reviews.",
    ],
    [
      'the canary is too small',
      world({ canary: found }, deployment('reviews-v2', { version: 'v2' }, { replicas: 1 })),
      'reviews-v2 has 1 replicas, and 2 serve the load now: with all users it would have too few; give it as many.',
    ],
    [
      'nobody serves',
      world({}, deployment('reviews-v1', reviews('v1'), { replicas: 0 })),
      /^reviews-v1 has 0 replicas: nobody serves users now[^]*\nreviews-v2 has 0 replicas/,
    ],
    [
      'an autoscaler has its own mind',
      world({}, autoscaler),
      /^HorizontalPodAutoscaler reviews scales reviews-v1, whose number/,
    ],
    [
      'two versions serve',
      world({}, deployment('reviews-v0', reviews('v0'))),
      /^Service reviews has the pods of reviews-v1 and reviews-v0: leave it those of one version/,
    ],
    [
      'it is what users get',
      world({}, deployment('reviews-v1', reviews('v2'))),
      /^v2 is what users get now \(reviews-v1\)/,
    ],
    [
      'no version is told',
      world({}, deployment('reviews-v1', { app: 'reviews' })),
      /^The pods of reviews-v1 have no label `version`/,
    ],
    [
      'weights that are not to be had',
      world({ traffic: '{ replicas: { round: refuse } }', spec: [query, 'steps: [{ weight: 10 }, { weight: 33 }]'] }),
      'steps: 10 % cannot be had (round: refuse): 2 pods of the canary beside 2 of stable give 33.3 %, 50 %, 66.7 %, 100 %; write these, or have it rounded (traffic.replicas.round: up, or down).',
    ],
    [
      'no step gives anybody the canary',
      world({ traffic: '{ replicas: { round: down } }', spec: [query, 'steps: [{ weight: 10 }, { weight: 20 }]'] }),
      /^steps: 10 %, 20 % is less than one pod \(round: down\), so all users would get the canary at once/,
    ],
    [
      'nobody counts what the checks ask for',
      world({ spec: [sixth.steps] }),
      /^checks: success rate is read from what the proxies of a mesh count, and the pods of reviews-v1 have none/,
    ],
    [
      'nor how many requests there are',
      world({ spec: [query.replace(' }]', ', minRequests: 5 }]'), sixth.steps] }),
      /^checks: minRequests of errors cannot be counted without a mesh/,
    ],
    [
      'a VirtualService leads users to one version',
      world({}, virtualService('reviews', [{ route: [to('v1')] }]), rule('reviews', { v1: { version: 'v1' } })),
      'VirtualService bookinfo/reviews sends to reviews/v1, some of the pods of reviews: who goes by it does not get the share of the pods; release by that route (traffic.istio), or have it send to reviews.',
    ],
    [
      'a route of the Gateway API does',
      world(
        { spec: [query, sixth.steps, 'ways: accept'] },
        httpRoute('reviews', [{ backendRefs: [backend('reviews-v1')] }]),
        service('reviews-v1', { selector: reviews('v1') }),
      ),
      /^HTTPRoute bookinfo\/reviews sends to reviews-v1, some of the pods of reviews: .*\(traffic.gatewayApi\)/,
    ],
    [
      'a Service has the dark pods',
      world({}, service('all', { selector: { version: 'v2' } })),
      /^Service bookinfo\/all selects the canary's pods, too, while they are dark/,
    ],
    [
      'a Service would have none',
      world({}, service('old', { selector: reviews('v1') })),
      /^Service bookinfo\/old selects the pods of reviews-v1 and not the canary's: with all users/,
    ],
    [
      'git has the number of pods',
      world(
        { spec: [query, sixth.steps, 'decommission: leave'] },
        deployment('reviews-v1', reviews('v1'), {}, { annotations: { 'argocd.argoproj.io/tracking-id': 'a' } }),
      ),
      /^Deployment bookinfo\/reviews-v1 belongs to Argo CD, .*\(\.spec\.replicas\)/,
    ],
    [
      'an earlier one was ended by force',
      world({}, { ...service('reviews'), metadata: { name: 'reviews', namespace: 'bookinfo', annotations: left } }),
      'Release release/x/1 was ended by force, and left the canary at weight 33: `sluice rollback bookinfo/reviews` puts that back.',
    ],
    [
      'which other ways of splitting see, too',
      {
        objects: [
          ...bookinfo().filter(({ kind, metadata }) => kind !== 'Service' || metadata.name !== 'reviews'),
          { ...service('reviews'), metadata: { name: 'reviews', namespace: 'bookinfo', annotations: left } },
        ],
      },
      /^Release release\/x\/1 was ended by force, and left the canary at weight 33/,
    ],
    [
      'permissions are missing',
      world({ forbidden: ({ verb, kind }) => verb === 'patch' && ['Pod', 'ReplicaSet', 'Service'].includes(kind) }),
      /^Sluice has no permission to patch services in namespace bookinfo.*\n.*patch replicasets.apps in namespace bookinfo.*\n.*patch pods in namespace bookinfo[^\n]*$/,
    ],
  ])('%s', async (_, change, problem) => {
    expect(await alone(change)).toMatch(problem);
    expect((await problemsOf(change)).length).toBeLessThan(4);
  });
});
