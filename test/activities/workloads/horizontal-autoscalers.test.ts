import { expect, test } from '@jest/globals';
import { fenceAnnotation } from '../../../activities/kubernetes/fence-annotation.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { horizontalAutoscalers } from '../../../activities/workloads/horizontal-autoscalers.js';
import type { PlannedAutoscaling } from '../../../domain/plan.js';
import { planOf } from '../../domain/planned.js';
import { MemoryObjects } from './memory-objects.js';

const kind = 'HorizontalPodAutoscaler';
const soon = () => AbortSignal.timeout(50_000);
const fence = (epoch: number) => ({ release: 'release/1', since: 5, epoch });
const metrics = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
];
const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };

function deployment(name: string, replicas: number): KubernetesObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'bookinfo' }, spec: { replicas } };
}

function autoscaler(target: string, spec: Record<string, unknown> = {}, more: object = {}): KubernetesObject {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: target };
  return {
    ...{ apiVersion: 'autoscaling/v2', kind },
    metadata: { name: target, namespace: 'bookinfo', labels: { team: 'a', 'argocd.argoproj.io/instance': 'x' } },
    spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 10, metrics, behavior, ...spec },
    ...more,
  };
}

const make = { name: 'reviews-v2', min: 2, max: 10 };

/** Stable with 6 pods and its autoscaler, and the canary with 2. */
function scene(autoscaling: PlannedAutoscaling | undefined = { make }, ...more: KubernetesObject[]) {
  const objects = new MemoryObjects(
    ...[deployment('reviews-v1', 6), deployment('reviews-v2', 2), autoscaler('reviews-v1'), ...more],
  );
  const plan = planOf(autoscaling ? { autoscaling } : {});
  const scaled = horizontalAutoscalers(objects.cluster)(plan);
  if (!scaled) throw new Error('nothing scales it');
  return { objects, scaled };
}

const specOf = (objects: MemoryObjects, name: string) =>
  objects.get(kind, name)?.['spec'] as Record<string, unknown> | undefined;
const least = (objects: MemoryObjects, ...names: string[]) =>
  names.map((name) => specOf(objects, name)?.['minReplicas']);
const recordOf = (objects: MemoryObjects, name: string): unknown =>
  (JSON.parse(objects.get(kind, name)?.metadata.annotations?.[fenceAnnotation] ?? '{}') as Record<string, unknown>)[
    'bookinfo/reviews'
  ];

test('a plan without autoscalers, of an older release for instance, has none', () => {
  expect(horizontalAutoscalers(new MemoryObjects().cluster)(planOf())).toBeUndefined();
});

test('the canary’s is made from stable’s: its figures and behaviour, bounds of its own, and it goes with the Deployment', async () => {
  const { objects, scaled } = scene();
  await scaled.make(fence(2), soon());
  await scaled.make(fence(2), soon());
  expect(objects.writes).toEqual([`create ${kind} reviews-v2`]);
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'reviews-v2' };
  const made = objects.get(kind, 'reviews-v2');
  expect(made?.['spec']).toEqual({ scaleTargetRef: target, minReplicas: 2, maxReplicas: 10, metrics, behavior });
  expect(made?.metadata).toMatchObject({
    labels: { team: 'a', version: 'v2' },
    ownerReferences: [{ ...target, uid: objects.get('Deployment', 'reviews-v2')?.metadata.uid }],
  });
  expect(made?.metadata.labels).not.toHaveProperty(['argocd.argoproj.io/instance']);
});

test('while the canary is not there, as one that another pipeline deploys, none is made for it', async () => {
  const objects = new MemoryObjects(deployment('reviews-v1', 6), autoscaler('reviews-v1'));
  const scaled = horizontalAutoscalers(objects.cluster)(planOf({ autoscaling: { make } }));
  await scaled?.make(fence(2), soon());
  expect(objects.writes).toEqual([]);
});

test('a weight has stable keep what it has, and the canary start what is needed; letting go puts both back', async () => {
  const { objects, scaled } = scene();
  await scaled.make(fence(2), soon());
  const raised = await scaled.raise(50, fence(3), soon());
  expect(raised).toEqual({ needed: 3, scaled: { max: 10, since: expect.any(Number) } });
  expect(least(objects, 'reviews-v1', 'reviews-v2')).toEqual([6, 3]);
  const writes = objects.writes.length;
  expect(await scaled.raise(50, fence(3), soon())).toEqual(raised);
  expect(objects.writes).toHaveLength(writes); // repeated, it writes nothing
  objects.edit('Deployment', 'reviews-v1', { replicas: 8 });
  expect(await scaled.raise(100, fence(4), soon())).toMatchObject({ needed: 8 });
  expect(least(objects, 'reviews-v1', 'reviews-v2')).toEqual([8, 8]);
  await scaled.letGo(fence(5), soon());
  await scaled.letGo(fence(5), soon());
  expect(least(objects, 'reviews-v1', 'reviews-v2')).toEqual([2, 2]);
  expect(recordOf(objects, 'reviews-v1')).toMatchObject({ ended: true, release: 'release/1', epoch: 5 });
});

test('a weight that was on its way when the release let go is refused', async () => {
  const { objects, scaled } = scene();
  await scaled.raise(50, fence(3), soon());
  await scaled.letGo(fence(5), soon());
  await expect(scaled.raise(50, fence(4), soon())).rejects.toMatchObject({ type: 'Superseded' });
  expect(least(objects, 'reviews-v1')).toEqual([2]);
});

test('the next release takes a canary that is stable by now, and begins anew with its bounds', async () => {
  const { objects, scaled } = scene();
  await scaled.raise(100, fence(3), soon());
  await scaled.letGo(fence(4), soon());
  const swapped = planOf({
    stable: { version: 'v2', deployment: 'reviews-v2', replicas: 2 },
    canary: { ...planOf().canary, version: 'v3', deployment: 'reviews-v3' },
    autoscaling: { make: { name: 'reviews-v3', min: 2, max: 10 } },
  });
  const next = horizontalAutoscalers(objects.cluster)(swapped);
  const later = { release: 'release/2', since: 9, epoch: 1 };
  objects.edit('Deployment', 'reviews-v2', { replicas: 7 });
  await next?.raise(10, later, soon());
  expect(least(objects, 'reviews-v2')).toEqual([7]);
  await next?.letGo({ ...later, epoch: 2 }, soon());
  expect(least(objects, 'reviews-v2')).toEqual([2]);
});

test('what was ended by force is given back by the release that takes it back', async () => {
  const { objects, scaled } = scene();
  await scaled.raise(50, fence(3), soon());
  await scaled.letGo({ release: 'release/2', since: 9, epoch: 1 }, soon());
  expect(least(objects, 'reviews-v1', 'reviews-v2')).toEqual([2, 2]);
});

test('a canary that has an autoscaler of its own keeps it; only its lower bound is raised', async () => {
  const own = autoscaler('reviews-v2', { minReplicas: 1, maxReplicas: 4, metrics: [] });
  const { objects, scaled } = scene({}, own);
  expect(await scaled.raise(100, fence(3), soon())).toMatchObject({ needed: 6, scaled: { max: 4 } });
  expect(least(objects, 'reviews-v2')).toEqual([4]); // never beyond what its owner allows
  await scaled.remove('canary', fence(4), soon());
  await scaled.letGo(fence(5), soon());
  expect(least(objects, 'reviews-v2')).toEqual([1]);
});

test('the canary’s goes when the release made it, and stable’s with its Deployment', async () => {
  const { objects, scaled } = scene();
  await scaled.make(fence(2), soon());
  await scaled.remove('canary', fence(3), soon());
  await scaled.remove('stable', fence(4), soon());
  await scaled.remove('stable', fence(4), soon());
  expect(objects.writes.slice(1)).toEqual([`remove ${kind} reviews-v2`, `remove ${kind} reviews-v1`]);
});

test('a former stable is called back to what the canary has by now, or what it had, within its bounds', async () => {
  const { objects, scaled } = scene();
  await scaled.raise(50, fence(3), soon());
  await scaled.letGo(fence(4), soon());
  objects.edit('Deployment', 'reviews-v1', { replicas: 0 });
  expect(await scaled.recall(fence(5), soon())).toEqual({ needed: 6, has: 0 });
  expect(least(objects, 'reviews-v1')).toEqual([6]);
  objects.edit('Deployment', 'reviews-v2', { replicas: 12 });
  expect(await scaled.recall(fence(6), soon())).toEqual({ needed: 10, has: 0 });
});

test('one that is held above its own bound lags, unless it has no figures to go by', async () => {
  const { objects, scaled } = scene();
  expect(await scaled.lags('stable', soon())).toBe(false);
  await scaled.raise(50, fence(3), soon());
  expect(await scaled.lags('stable', soon())).toBe(true);
  const blind = autoscaler('reviews-v1', {}, { status: { conditions: [{ type: 'ScalingActive', status: 'False' }] } });
  const other = scene({ make }, blind);
  await other.scaled.raise(50, fence(3), soon());
  expect(await other.scaled.lags('stable', soon())).toBe(false);
  await scaled.letGo(fence(4), soon());
  expect(await scaled.lags('stable', soon())).toBe(false);
  expect(least(objects, 'reviews-v1')).toEqual([2]);
});
