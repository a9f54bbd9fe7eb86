import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { beside, expectRefusals, found, reviews } from './refusals.js';
import { deployment, object, planOf, problemsOf, withObjects, type World } from './world.js';

const scaling = (target: string, spec: object = {}, metadata: Record<string, unknown> = {}, name = target) =>
  object(
    'HorizontalPodAutoscaler',
    name,
    { spec: { scaleTargetRef: { kind: 'Deployment', name: target }, minReplicas: 1, maxReplicas: 6, ...spec } },
    metadata,
  );
const stables = scaling('reviews-v1');
const canaryWith = (canary: string, ...objects: KubernetesObject[]): Partial<World> => ({
  canary: `{ version: v2, image: 'reviews:v2'${canary} }`,
  objects: withObjects(...objects),
});

describe('what scales the versions', () => {
  test('nothing: the plan says nothing of it', async () => {
    expect(await planOf()).not.toHaveProperty('autoscaling');
    expect(await planOf({ objects: withObjects(scaling('ratings-v1')) })).not.toHaveProperty('autoscaling');
  });

  test('stable’s: the canary gets one like it, and begins with few pods', async () => {
    const { autoscaling, canary, notes } = await planOf({ objects: withObjects(stables) });
    expect(autoscaling).toEqual({ make: { name: 'reviews-v2', min: 1, max: 6 } });
    expect(canary.replicas).toBe(1);
    expect(notes).toContain(
      'HorizontalPodAutoscaler reviews-v1 scales reviews-v1: as long as users are on the canary, it keeps at least the pods that it has then.',
    );
    expect(notes).toContain(
      'reviews-v2 gets an autoscaler like it, for 1 to 6 pods, and before each weight as many as that needs.',
    );
  });

  test('with the bounds of the spec, each over stable’s', async () => {
    const { autoscaling } = await planOf(canaryWith(', autoscaling: { min: 2 }', stables));
    expect(autoscaling).toEqual({ make: { name: 'reviews-v2', min: 2, max: 6 } });
  });

  test('a name that another has is not taken', async () => {
    const other = scaling('ratings-v1', {}, {}, 'reviews-v2');
    const { autoscaling } = await planOf({ objects: withObjects(stables, other) });
    expect(autoscaling?.make?.name).toBe('reviews-v2-sluice');
  });

  test('one for the canary is there already: it is the canary’s', async () => {
    const { autoscaling, canary, notes } = await planOf({ objects: withObjects(stables, scaling('reviews-v2')) });
    expect(autoscaling).toEqual({});
    expect(canary.replicas).toBe(2);
    expect(notes.join()).toContain('HorizontalPodAutoscaler reviews-v2 scales reviews-v2: before each weight');
  });

  test('a canary that somebody else deploys gets one only when that is wanted', async () => {
    const deployed = deployment('reviews-v2', { version: 'v2' });
    const objects = withObjects(stables, deployed);
    const { autoscaling, notes } = await planOf({ objects, canary: found });
    expect(autoscaling).toEqual({});
    expect(notes.join()).toContain('None scales reviews-v2: it has 2 pods, unless canary.autoscaling says');
    const wanted = await planOf({ objects, canary: found.replace('}', ', autoscaling: { max: 4 } }') });
    expect(wanted.autoscaling).toEqual({ make: { name: 'reviews-v2', min: 1, max: 4 } });
    expect(wanted.canary.replicas).toBe(2);
  });

  test('left alone, when that is wanted', async () => {
    const { notes, ...plan } = await planOf(canaryWith(', autoscaling: leave', stables));
    expect(plan).not.toHaveProperty('autoscaling');
    expect(notes[0]).toContain('HorizontalPodAutoscaler reviews-v1 is left as it is');
  });

  test('figures of the whole service are noted: both versions have pods for all users', async () => {
    const metrics = [{ type: 'External', external: { metric: { name: 'queue' } } }];
    const { notes } = await planOf({ objects: withObjects(scaling('reviews-v1', { metrics })) });
    expect(notes.join()).toContain('goes by a figure of the whole service (External)');
  });
});

const left = JSON.stringify({
  'bookinfo/reviews': { release: 'release/local/bookinfo/reviews/1', since: 1, epoch: 7, own: 1, floor: 4, raised: 0 },
});
const ended = left.replace('"own"', '"ended":true,"own"');
const marked = (text: string) =>
  beside(scaling('reviews-v1', { minReplicas: 4 }, { annotations: { 'sluice.dev/fence': text } }));

describe('what speaks against it', () => {
  expectRefusals([
    [
      'two for one Deployment',
      beside(stables, scaling('reviews-v1', {}, {}, 'more')),
      /^HorizontalPodAutoscalers reviews-v1, more all scale Deployment reviews-v1, .*: delete all but one\.$/,
    ],
    [
      'bounds for a canary whose stable has none',
      canaryWith(', autoscaling: { max: 4 }'),
      /^canary\.autoscaling: no autoscaler scales the stable version/,
    ],
    [
      'bounds for a canary that has its own',
      canaryWith(', autoscaling: { max: 4 }', stables, scaling('reviews-v2')),
      /^canary\.autoscaling: the canary has an autoscaler of its own, reviews-v2, whose bounds hold/,
    ],
    [
      'fewer pods at most than stable has',
      canaryWith(', autoscaling: { max: 1 }', stables),
      /^The autoscaler of reviews-v2 allows it 1 pod at most, and reviews-v1, .* has 2: allow it as many \(canary\.autoscaling\.max\)\.$/,
    ],
    [
      'more at least than at most',
      canaryWith(', autoscaling: { min: 7 }', stables),
      /^canary\.autoscaling: the least number of pods \(7\) is above the most \(6\)/,
    ],
    [
      'one that KEDA writes',
      beside(scaling('reviews-v1', {}, { ownerReferences: [{ kind: 'ScaledObject', name: 'load' }] })),
      /belongs to ScaledObject load, which would set its bounds back .*canary\.autoscaling: leave/,
    ],
    [
      'one that Argo CD has',
      beside(scaling('reviews-v1', {}, { annotations: { 'argocd.argoproj.io/tracking-id': 'x' } })),
      /^HorizontalPodAutoscaler bookinfo\/reviews-v1 belongs to Argo CD.*'\.spec\.minReplicas'.*canary\.autoscaling: leave\)\.$/,
    ],
    [
      'one that a release has left held',
      marked(left),
      /^Release release\/local\/bookinfo\/reviews\/1 was ended by force and left HorizontalPodAutoscaler reviews-v1 with 4 pods at least \(1 before\); `sluice rollback bookinfo\/reviews` puts it back\.$/,
    ],
    [
      'what Sluice may not do with them',
      {
        objects: withObjects(stables),
        forbidden: ({ kind, verb }) => kind === 'HorizontalPodAutoscaler' && verb === 'patch',
      },
      /^Sluice has no permission to patch horizontalpodautoscalers\.autoscaling in namespace bookinfo/,
    ],
  ]);

  test('nothing, when the release before has let go, or is left alone by them', async () => {
    expect(await planOf(marked(ended))).toHaveProperty('autoscaling');
    const keda = scaling('reviews-v1', {}, { ownerReferences: [{ kind: 'ScaledObject', name: 'load' }] });
    expect(await planOf(canaryWith(', autoscaling: leave', keda))).not.toHaveProperty('autoscaling');
  });

  test('permissions on autoscalers are asked for only where there are any', async () => {
    const forbidden: World['forbidden'] = ({ kind, verb }) => kind === 'HorizontalPodAutoscaler' && verb !== 'list';
    expect(await planOf({ forbidden })).not.toHaveProperty('autoscaling');
    const problems = await problemsOf({ forbidden, objects: withObjects(stables) });
    expect(problems.map((each) => each.split(' ').slice(5, 6).join())).toEqual(['get', 'patch', 'create', 'delete']);
  });
});

describe('disruption budgets are noted', () => {
  const budget = (selector: object) => object('PodDisruptionBudget', 'calm', { spec: { minAvailable: 1, selector } });
  const notesWith = async (selector: object) =>
    (await planOf({ objects: withObjects(budget(selector)) })).notes.filter((each) => each.includes('Budget')).join();

  test.each<[string, object]>([
    ['by the service', { matchLabels: { app: 'reviews' } }],
    ['of everything', {}],
    ['by an expression', { matchExpressions: [{ key: 'version', operator: 'NotIn', values: ['v0'] }] }],
  ])('%s: they count both versions together', async (_, selector) => {
    expect(await notesWith(selector)).toMatch(/^PodDisruptionBudget calm counts the pods of both versions together/);
  });

  test.each<[string, object]>([
    ['by version', { matchLabels: reviews('v1') }],
    ['by an expression', { matchExpressions: [{ key: 'version', operator: 'In', values: ['v1'] }] }],
  ])('%s: the canary has none', async (_, selector) => {
    expect(await notesWith(selector)).toBe(
      "PodDisruptionBudget calm covers reviews-v1 alone, and none of the canary's pods: make one for version=v2 before it has users.",
    );
  });

  test.each<[string, object]>([
    ['of other pods', { matchLabels: { app: 'ratings' } }],
    ['of pods with a label that none has', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }],
  ])('%s: nobody’s business', async (_, selector) => {
    expect(await notesWith(selector)).toBe('');
  });
});
