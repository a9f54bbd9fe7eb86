import { beforeEach, describe, expect, test } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { replicasRouter } from '../../../activities/traffic/replicas.js';
import { takeBack } from '../../../activities/traffic/take-back.js';
import type { TrafficRouter } from '../../../activities/traffic/traffic-router.js';
import type { Fence } from '../../../domain/fence.js';
import { PodsCluster, plannedPods } from './pods-cluster.js';

const fenceOf = (epoch: number, release = 'release/test/1', since = 1000): Fence => ({ release, since, epoch });
const soon = () => AbortSignal.timeout(50_000);

let pods: PodsCluster;
let router: TrafficRouter;
const shift = (weight: number, epoch: number, overwrite = false) =>
  router.shift(weight, { fence: fenceOf(epoch), overwrite }, soon());
const names = (version: string) =>
  pods
    .podsOf(version)
    .map(({ metadata }) => String(metadata.name))
    .toSorted();
const isOurs = ({ by, ...edit }: { what: string; by: string }) => ({ ...edit, by });

beforeEach(() => {
  pods = new PodsCluster();
  router = replicasRouter(pods.cluster, plannedPods);
});

test('the whole way up: the pods that were proved get users, then stable gives up its own; nothing is rolled', async () => {
  const before = names('v2');
  const seen = [];
  for (const [index, weight] of [10, 30, 50, 60, 75, 100].entries()) {
    const reached = await shift(weight, index + 1);
    seen.push([pods.ends, 'weight' in reached && reached.weight]);
    expect(await router.observe(soon(), weight)).toMatchObject({ kind: 'split' });
  }
  expect(seen).toEqual([
    [{ v1: 3, v2: 1 }, 25],
    [{ v1: 3, v2: 2 }, 40],
    [{ v1: 3, v2: 3 }, 50],
    [{ v1: 2, v2: 3 }, 60],
    [{ v1: 1, v2: 3 }, 75],
    [{ v1: 0, v2: 3 }, 100],
  ]);
  expect(names('v2')).toEqual(before);
  expect(pods.writes.filter((line) => line.startsWith('rolled'))).toEqual([]);
});

test('a repeated shift writes nothing', async () => {
  await shift(25, 1);
  const writes = pods.writes.length;
  expect(await shift(25, 1)).toEqual({ kind: 'split', weight: 25 });
  expect(pods.writes).toHaveLength(writes);
});

test('before stable gives up a pod, new pods of the canary are born with users; on the way back no more', async () => {
  await shift(60, 1);
  expect(pods.get('Deployment/reviews-v2').spec).toMatchObject({ paused: false });
  pods.end(names('v2')[0] ?? '');
  expect(pods.ends).toEqual({ v1: 2, v2: 3 });
  expect(await router.observe(soon(), 60)).toMatchObject({ kind: 'split', endpoints: { canary: 3, stable: 2 } });
  await shift(0, 2, true);
  expect(pods.ends).toEqual({ v1: 3, v2: 0 });
  pods.end(names('v2')[0] ?? '');
  expect(pods.ends).toEqual({ v1: 3, v2: 0 });
  expect(pods.writes.filter((line) => line.startsWith('rolled'))).toEqual([]);
});

test('where Kubernetes does not see the new template, stable gives up nothing', async () => {
  pods.controls = false;
  await expect(shift(75, 1)).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('to be born'),
  });
  expect(pods.get('Deployment/reviews-v1').spec.replicas).toBe(3);
  pods.controls = true;
  pods.settle();
  expect(await shift(75, 1)).toEqual({ kind: 'split', weight: 75 });
  expect(pods.ends).toEqual({ v1: 1, v2: 3 });
  expect(pods.get('Deployment/reviews-v2').spec.paused).toBe(false);
});

describe('going back', () => {
  test('from a whole stable it is one write for each pod with users, and our mark on everything else', async () => {
    await shift(40, 1);
    const before = pods.writes.length;
    expect(await shift(0, 2, true)).toEqual({ kind: 'split', weight: 0 });
    expect(pods.ends).toEqual({ v1: 3, v2: 0 });
    const lines = pods.writes.slice(before);
    expect(lines.slice(0, 3)).toEqual([
      'Service/reviews',
      expect.stringMatching(/^Pod.*-app$/),
      expect.stringMatching(/^Pod.*-app$/),
    ]);
    expect(lines.slice(3).toSorted()).toEqual([
      'Deployment/reviews-v1',
      'Deployment/reviews-v2',
      expect.stringMatching(/^Pod\/reviews-v2/),
      'Service/reviews',
    ]);
  });

  test('also when one of its pods is ill: nobody waits for that', async () => {
    await shift(25, 1);
    pods.getReady(names('v1')[0] ?? '', false);
    await shift(0, 2, true);
    expect(pods.ends).toEqual({ v1: 2, v2: 0 });
  });

  test('once stable has given up pods, the canary gives way to each that is back', async () => {
    await shift(100, 1);
    pods.readies = false;
    await expect(shift(0, 2, true)).rejects.toMatchObject({
      type: 'Unavailable',
      message: "0 of 3 pods of stable serve; until they do, the canary's go on",
    });
    expect(pods.ends).toEqual({ v1: 0, v2: 3 });
    const [first = '', ...others] = names('v1');
    pods.getReady(first);
    await expect(shift(0, 3, true)).rejects.toMatchObject({ type: 'Unavailable' });
    expect(pods.ends).toEqual({ v1: 1, v2: 2 });
    for (const name of others) pods.getReady(name);
    expect(await shift(0, 4, true)).toEqual({ kind: 'split', weight: 0 });
    expect(pods.ends).toEqual({ v1: 3, v2: 0 });
  });

  test('a pod that serves nobody is let go at once', async () => {
    await shift(50, 1);
    pods.getReady(names('v2')[0] ?? '', false);
    await shift(0, 2, true);
    expect(pods.podsOf('v2').filter(({ metadata }) => metadata.labels.app !== undefined)).toEqual([]);
  });

  test.each(['Pod', 'Deployment/reviews-v1', 'Deployment/reviews-v2', 'ReplicaSet'])(
    'a write of an earlier act to a %s that was under way comes to nothing',
    async (kind) => {
      await shift(50, 1);
      const [held, freed] = [new EventEmitter(), new EventEmitter()];
      const isHeld = once(held, 'held');
      pods.before = async (line) => {
        if (!line.startsWith(kind)) return;
        pods.before = () => undefined;
        held.emit('held');
        await once(freed, 'freed');
      };
      const late = Promise.allSettled([kind === 'Pod' ? shiftFrom25() : shift(100, 2, true)]);
      await isHeld;
      await shift(0, 3, true);
      freed.emit('freed');
      expect(await late).toMatchObject([{ reason: { type: 'Superseded' } }]);
      expect(pods.ends).toEqual({ v1: 3, v2: 0 });
      pods.end(names('v2')[0] ?? '');
      pods.settle();
      expect(pods.ends).toEqual({ v1: 3, v2: 0 });
    },
  );

  async function shiftFrom25() {
    for (const { metadata } of pods.podsOf('v2').slice(1))
      pods.change(`Pod/${String(metadata.name)}`, (pod) => delete pod.metadata.labels.app);
    return shift(50, 2, true);
  }

  test('directly, from what the Service says alone', async () => {
    await shift(60, 1);
    const of = { namespace: 'bookinfo', service: 'reviews', isMeant: () => true };
    const cluster = { ...pods.cluster, list: listWithoutRoutes };
    const taken = await takeBack(cluster, of, { by: 'ann', reason: 'page' }, soon());
    expect(taken).toEqual([{ service: 'reviews', release: 'release/test/1', weight: 60 }]);
    expect(pods.ends).toEqual({ v1: 3, v2: 0 });
    await expect(shift(75, 9)).rejects.toMatchObject({ type: 'Superseded', epoch: 1_000_000_001 });
    expect(await router.observe(soon(), 60)).toMatchObject({ kind: 'foreign', edit: { by: 'ann' } });
  });

  const listWithoutRoutes: PodsCluster['cluster']['list'] = (kind, ...rest) =>
    ['VirtualService', 'HTTPRoute', 'GRPCRoute'].includes(kind)
      ? Promise.resolve([])
      : pods.cluster.list(kind, ...rest);
});

describe('what is not as it was written', () => {
  const edit = async (asked = 25) => {
    const seen = await router.observe(soon(), asked);
    return seen.kind === 'foreign' ? isOurs(seen.edit) : seen.kind;
  };
  const by = (manager: string, fields: object) => ({ manager, time: '2026-01-01T00:00:00Z', fieldsV1: fields });

  test("a pod that Kubernetes has replaced is nobody's edit; it is made up for", async () => {
    await shift(25, 1);
    const served = pods.podsOf('v2').find(({ metadata }) => metadata.labels.app);
    pods.end(served.metadata.name);
    const found = {
      what: expect.stringContaining('Kubernetes has replaced the others'),
      by: 'kubernetes',
      replaced: true,
    };
    expect(await edit()).toEqual(found);
    await shift(25, 2, true);
    expect(pods.ends).toEqual({ v1: 3, v2: 1 });
    expect(await edit()).toBe('split');
  });

  test('a number of pods that somebody else has given stable', async () => {
    await shift(25, 1);
    pods.change('Deployment/reviews-v1', (deployment) => {
      deployment.spec.replicas = 5;
      deployment.metadata.managedFields = [
        { ...by('kubectl-scale', { 'f:spec': { 'f:replicas': {} } }), subresource: 'scale' },
      ];
    });
    expect(await edit()).toEqual({ what: 'reviews-v1 has 5 replicas, not 3', by: 'kubectl-scale' });
    expect(await shift(40, 2)).toMatchObject({ kind: 'foreign' });
    expect(await shift(40, 3, true)).toMatchObject({ kind: 'split', weight: 40 });
    expect(pods.ends).toEqual({ v1: 3, v2: 2 });
  });

  test('a label that somebody has given, or taken', async () => {
    await shift(25, 1);
    const all = pods.podsOf('v2');
    const served = all.find(({ metadata }) => metadata.labels.app);
    const dark = all.find(({ metadata }) => !metadata.labels.app);
    pods.change(`Pod/${dark.metadata.name}`, (pod) => {
      pod.metadata.labels.app = 'reviews';
      pod.metadata.managedFields = [by('kubectl-label', { 'f:metadata': { 'f:labels': { 'f:app': {} } } })];
    });
    expect(await edit()).toEqual({ what: `pod ${dark.metadata.name} was given app=reviews`, by: 'kubectl-label' });
    await shift(25, 2, true);
    expect(pods.ends).toEqual({ v1: 3, v2: 1 });
    const now = pods.podsOf('v2').find(({ metadata }) => metadata.labels.app) ?? served;
    pods.change(`Pod/${now.metadata.name}`, (pod) => delete pod.metadata.labels.app);
    expect(await edit()).toEqual({ what: `pod ${now.metadata.name} has lost app=reviews`, by: 'somebody' });
  });

  test('before the first shift, too; and that nothing of ours is left', async () => {
    pods.change('Deployment/reviews-v1', (deployment) => {
      deployment.spec.replicas = 2;
    });
    expect(await shift(25, 1)).toMatchObject({ kind: 'foreign', edit: { what: 'reviews-v1 has 2 replicas, not 3' } });
    await shift(25, 2, true);
    pods.change('Service/reviews', (service) => delete service.metadata.annotations);
    expect(await edit()).toMatchObject({
      what: expect.stringContaining('our annotation was taken away, 1 pods of reviews-v2 have users, not 0'),
    });
  });

  test("a shift that was cut short is gone on with, and is nobody's edit", async () => {
    await shift(50, 1);
    pods.before = (line) => {
      if (line.startsWith('Deployment/reviews-v1')) throw new Error('power cut');
    };
    await expect(shift(75, 2)).rejects.toThrow('power cut');
    pods.before = () => undefined;
    expect(await edit(50)).toBe('split');
    expect(await shift(75, 3)).toEqual({ kind: 'split', weight: 75 });
  });
});

describe('a power cut at any write', () => {
  /** Shifts to 75 % from a third of the way, and is cut short at that write; answers whether there were so many. */
  async function cutAt(write: number): Promise<boolean> {
    pods = new PodsCluster();
    router = replicasRouter(pods.cluster, plannedPods);
    await shift(40, 1);
    let left = write;
    pods.before = () => {
      left -= 1;
      if (left === 0) throw new Error('power cut');
    };
    const [end] = await Promise.allSettled([shift(75, 2)]);
    pods.before = () => {
      expect((pods.ends['v1'] ?? 0) + (pods.ends['v2'] ?? 0)).toBeGreaterThanOrEqual(3);
    };
    return end?.status === 'rejected';
  }

  test('is made up for by the next try, and by an abort; never do fewer than three pods serve, and nothing is rolled', async () => {
    let write = 1;
    for (; await cutAt(write); write += 1) {
      expect(await shift(75, 3)).toEqual({ kind: 'split', weight: 75 });
      expect([pods.ends, pods.get('Deployment/reviews-v2').spec.paused]).toEqual([{ v1: 1, v2: 3 }, false]);
      await cutAt(write);
      expect(await shift(0, 3, true)).toEqual({ kind: 'split', weight: 0 });
      expect(pods.ends).toEqual({ v1: 3, v2: 0 });
      for (const name of names('v2')) pods.end(name);
      expect(pods.ends).toEqual({ v1: 3, v2: 0 });
      expect(pods.get('Deployment/reviews-v2').spec.paused ?? false).toBe(false);
      expect(pods.writes.filter((line) => line.startsWith('rolled'))).toEqual([]);
    }
    expect(write).toBeGreaterThan(6);
  });
});

describe('the end', () => {
  test('with the canary: stable is gone, and nothing earlier can be written any more', async () => {
    await shift(100, 1);
    await pods.cluster.remove({ kind: 'Deployment', namespace: 'bookinfo', name: 'reviews-v1' }, {}, soon());
    await router.release('canary', fenceOf(2), soon());
    expect(await router.observe(soon(), 100)).toMatchObject({ kind: 'split', weight: 100 });
    const writes = pods.writes.length;
    await router.release('canary', fenceOf(2), soon());
    expect(pods.writes).toHaveLength(writes);
    await expect(shift(20, 1, true)).rejects.toMatchObject({ type: 'Superseded' });
  });

  test('what somebody does after it is told', async () => {
    await shift(100, 1);
    await router.release('canary', fenceOf(2), soon());
    pods.change('Deployment/reviews-v1', (deployment) => {
      deployment.spec.replicas = 3;
    });
    const edit = { what: 'reviews-v1 has 3 replicas, not 0', by: 'unknown' };
    expect(await router.observe(soon(), 100)).toMatchObject({ kind: 'foreign', edit });
  });

  test('with stable, when the canary is gone already', async () => {
    await shift(40, 1);
    await shift(0, 2, true);
    await pods.cluster.remove({ kind: 'Deployment', namespace: 'bookinfo', name: 'reviews-v2' }, {}, soon());
    await router.release('stable', fenceOf(3), soon());
    expect(pods.ends['v1']).toBe(3);
    expect(await router.observe(soon())).toMatchObject({ kind: 'split', weight: 0 });
  });

  test('a later release begins where that one has ended', async () => {
    await shift(100, 1);
    await router.release('canary', fenceOf(2), soon());
    pods.deploy('v3', { version: 'v3', own: 'reviews-v3' });
    const next = { ...plannedPods, stable: plannedPods.canary, canary: { deployment: 'reviews-v3', replicas: 3 } };
    const later = replicasRouter(pods.cluster, next);
    expect(await later.observe(soon())).toMatchObject({ kind: 'split', weight: 0 });
    const fence = fenceOf(1, 'release/test/2', 2000);
    expect(await later.shift(25, { fence, overwrite: false }, soon())).toEqual({ kind: 'split', weight: 25 });
    await expect(shift(0, 99, true)).rejects.toMatchObject({ type: 'Superseded' });
  });

  test('without a Service there is nothing to split', async () => {
    await shift(25, 1);
    pods.objects.delete('Service/reviews');
    expect(await router.observe(soon())).toEqual({ kind: 'missing', what: 'Service bookinfo/reviews is gone' });
    expect(await shift(0, 2, true)).toMatchObject({ kind: 'missing' });
    await expect(router.release('stable', fenceOf(3), soon())).rejects.toMatchObject({ type: 'NotFound' });
  });
});

test('a first release: all its pods get users, and are born with them', async () => {
  pods.objects.delete('Deployment/reviews-v1');
  for (const { metadata } of pods.podsOf('v1')) pods.objects.delete(`Pod/${String(metadata.name)}`);
  pods.objects.delete('ReplicaSet/reviews-v1-1');
  const { stable: _, ...first } = plannedPods;
  const own = replicasRouter(pods.cluster, first);
  expect(await own.shift(100, { fence: fenceOf(1), overwrite: false }, soon())).toEqual({ kind: 'split', weight: 100 });
  pods.end(names('v2')[0] ?? '');
  expect(pods.ends['v2']).toBe(3);
  await own.release('stable', fenceOf(2), soon());
  expect(pods.ends['v2']).toBe(0);
});
