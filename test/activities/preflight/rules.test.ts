import { describe, expect, test } from '@jest/globals';
import type { IstioRoute } from '../../../domain/plan.js';
import { beside, expectRefusals } from './refusals.js';
import { meshCaller, object, planOf, primary, problemsOf, rule, to, virtualService, without } from './world.js';

type Fields = Record<string, unknown>;

const host = 'reviews.bookinfo.svc.cluster.local';
/** A DestinationRule of another namespace. */
const elsewhere = (namespace: string, name: string, subsets: string[] = []) =>
  object(
    'DestinationRule',
    'theirs',
    { spec: { host: name, subsets: subsets.map((each) => ({ name: each, labels: { version: each } })) } },
    { namespace },
  );
const policy = { tls: { mode: 'ISTIO_MUTUAL' } };
const wildcard = (of: string, name: string, spec: Fields = {}, namespace = 'bookinfo') =>
  object('DestinationRule', name, { spec: { host: of, trafficPolicy: policy, ...spec } }, { namespace });

describe('rules of clients’ own namespaces', () => {
  const called = { callers: [meshCaller('web', 7, { source_workload_namespace: 'shop' })] };
  expectRefusals([
    [
      'one that lacks the subsets',
      { ...beside(elsewhere('shop', host)), ...called },
      'DestinationRule shop/theirs is what clients in namespace shop go by, and lacks subsets v1 and v2: they would get 503. 7 requests came that way in the last hour (7 from web in shop). Write them into that rule, too, or take the rule away.',
    ],
    [
      'one with a wildcard',
      { ...beside(elsewhere('shop', '*.local', ['v1'])), ...called },
      /^DestinationRule shop\/theirs is what clients in namespace shop go by, and lacks subset v2: .* Write it into that rule/,
    ],
  ]);

  test('one whose clients did not call in the last hour is only shown', async () => {
    const { notes } = await planOf({ ...beside(elsewhere('jobs', host)), ...called });
    expect(notes).toContainEqual(
      expect.stringMatching(/^DestinationRule jobs\/theirs .* 503\. No request came that way in the last hour\.$/),
    );
  });

  test.each([
    ['one with the subsets', elsewhere('shop', host, ['v1', 'v2'])],
    ['one for a Service of its own', elsewhere('shop', 'reviews')],
    ['one of the root namespace, which comes last', elsewhere('istio-system', '*.local')],
  ])('%s is no hindrance', async (_, theirs) => {
    expect((await planOf({ ...beside(theirs), ...called })).notes.join()).not.toContain('DestinationRule');
  });
});

describe('a rule of ours', () => {
  const bare = virtualService('reviews', [{ ...primary, route: [to()] }]);
  const planned = async (...objects: ReturnType<typeof object>[]) => {
    const all = [...without('DestinationRule/reviews', 'VirtualService/reviews'), bare, ...objects];
    return ((await planOf({ objects: all })).route as IstioRoute).destinationRule;
  };

  test('carries on what held before: the narrowest wildcard of its namespace, else that of the root namespace', async () => {
    expect(await planned()).toEqual({ name: 'reviews', exists: false });
    const root = wildcard('*.local', 'root', {}, 'istio-system');
    expect(await planned(root)).toEqual({ name: 'reviews', exists: false, carries: { trafficPolicy: policy } });
    const own = { tls: { mode: 'DISABLE' } };
    const narrow = wildcard('*.bookinfo.svc.cluster.local', 'narrow', { trafficPolicy: own });
    expect(await planned(root, wildcard('*.local', 'wide'), narrow)).toMatchObject({
      carries: { trafficPolicy: own },
    });
    const forSome = wildcard('*.local', 'some', { workloadSelector: { matchLabels: { app: 'web' } } });
    expect(await planned(forSome)).toEqual({ name: 'reviews', exists: false });
    expect(await planned(wildcard('*.shop.svc.cluster.local', 'others'))).toEqual({ name: 'reviews', exists: false });
  });
});

test("the canary's new subset has the policy of stable's", async () => {
  const subsets = [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: policy }];
  const { route } = await planOf(beside(object('DestinationRule', 'reviews', { spec: { host: 'reviews', subsets } })));
  expect(route).toMatchObject({
    missingSubsets: [{ name: 'v2', labels: { version: 'v2' }, trafficPolicy: policy }],
  });
});

test('a mirror to the canary is a way to it', async () => {
  const mirrored = (mirror: Fields) => ({
    ...beside(
      virtualService('reviews', [{ ...primary, ...mirror }]),
      rule('reviews', { v1: { version: 'v1' }, v2: { version: 'v2' } }),
    ),
  });
  const problem = [expect.stringMatching(/^Route primary of .* mirrors its requests to reviews\/v2: /)];
  const to2 = { host: 'reviews', subset: 'v2' };
  expect(await problemsOf(mirrored({ mirror: to2 }))).toEqual(problem);
  expect(await problemsOf(mirrored({ mirrors: [{ destination: to2 }] }))).toEqual(problem);
  await planOf(mirrored({ mirror: { host: 'reviews', subset: 'v1' } }));
});

test('a subset without labels has all pods, and is not trusted', async () => {
  const all = object('DestinationRule', 'reviews', { spec: { host: 'reviews', subsets: [{ name: 'v1' }] } });
  expect(await problemsOf(beside(all))).toEqual([
    "Subset v1, to which the route sends, has the canary's pods, too (it has no labels): give it a label in which the versions differ.",
  ]);
});

test('a route of ours that a worker has made too late is named, with the command that takes it away', async () => {
  const record = { release: 'release/local/bookinfo/reviews/1', since: 1, epoch: 3, weight: 0 };
  const late = virtualService(
    'reviews-sluice-mesh',
    [{ route: [to('v1', 100)] }],
    { hosts: ['reviews.bookinfo.svc.cluster.local'], gateways: ['mesh'] },
    {
      labels: { 'sluice.dev/mesh-route-of': 'reviews' },
      annotations: { 'sluice.dev/fence': JSON.stringify({ 'bookinfo/reviews': record }) },
    },
  );
  expect(await problemsOf(beside(late))).toContain(
    'VirtualService bookinfo/reviews-sluice-mesh was left by release/local/bookinfo/reviews/1, which has ended: delete it (kubectl -n bookinfo delete virtualservices.networking.istio.io reviews-sluice-mesh).',
  );
});
