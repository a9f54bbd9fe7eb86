import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import { percentAt, splitOf } from '../../../../domain/pod-split.js';
import { eventually } from '../../playground/playground-command.js';
import { inCluster } from '../bookinfo-copy.js';
import { closeNamespace, soon } from '../own-namespace.js';
import {
  ask,
  begin,
  edit,
  list,
  namespace,
  openWorld,
  others,
  plannedPods,
  podsOf,
  revision,
  split,
} from './replicas-world.js';
import { fenceOf, trafficRouterBehaviour } from './traffic-router.behaviour.js';
import '../../patience.js';

beforeAll(openWorld);
afterAll(() => closeNamespace(namespace));

trafficRouterBehaviour(
  'Pods',
  {
    ...{ begin, split, others, revision, ask },
    editSplit: (shares) => edit(splitOf(plannedPods, shares['v2'] ?? 0)),
    takeAway: async () => void (await inCluster(['delete', 'service', 'reviews', '-n', namespace])),
    nameOf: (version) => `reviews-${version}`,
    reached: (weight) => percentAt(plannedPods, weight),
  },
  [
    {
      reason: 'pods have no weights that could be edited: what somebody else did to them is told below, in pods',
      tests: ['an edit by somebody else is told with what and by whom, and left'],
    },
  ],
);

describe('Pods alone', () => {
  const shift = (router: TrafficRouter, weight: number, epoch: number, overwrite = false) =>
    router.shift(weight, { fence: fenceOf(epoch), overwrite }, soon());
  const names = async (version: string) => (await podsOf(version)).map(({ metadata }) => metadata.name).toSorted();
  const sets = async () =>
    (await list('ReplicaSet')).filter(({ spec }) => (spec.replicas ?? 0) > 0).map(({ metadata }) => metadata.name);

  test('to the top and back: the pods of the canary stay the same, and no Deployment is rolled', async () => {
    const router = await begin();
    const [pods, rolled] = [await names('v2'), await sets()];
    for (const [index, weight] of [25, 50, 60, 75].entries()) await shift(router, weight, index + 1);
    expect(await names('v2')).toEqual(pods);
    expect(await sets()).toEqual(rolled);
    const deployment = (await list('Deployment')).find(({ metadata }) => metadata.name === 'reviews-v2');
    expect(deployment?.spec['paused']).toBeUndefined();
    await shift(router, 0, 9, true);
    expect(await split()).toEqual({ v1: 100, v2: 0 });
    expect(await names('v2')).toEqual(pods);
    expect(await sets()).toEqual(rolled);
    await new Promise((resolve) => setTimeout(resolve, 3000)); // whatever Kubernetes still had in mind
    expect(await names('v2')).toEqual(pods);
    expect(await sets()).toEqual(rolled);
  });

  test('what Kubernetes replaces is made up for; once stable has given up pods, it comes back with users by itself', async () => {
    const router = await begin();
    await shift(router, 10, 1);
    const [served] = await list('Pod', 'version=v2,app=reviews');
    await inCluster(['delete', 'pod', served?.metadata.name ?? '', '-n', namespace, '--wait=false']);
    const isReplaced = await eventually(async () => {
      const seen = await router.observe(soon(), 10);
      return seen.kind === 'foreign' ? seen.edit : undefined;
    });
    expect(isReplaced).toEqual({ what: expect.stringContaining('has replaced'), by: 'kubernetes', replaced: true });
    expect(await shift(router, 10, 2, true)).toEqual({ kind: 'split', weight: 25 });
    await shift(router, 75, 3);
    const [second] = await names('v2');
    await inCluster(['delete', 'pod', second ?? '', '-n', namespace, '--wait=false']);
    const isWhole = await eventually(
      async () => (await split())['v2'] === 75 && (await names('v2'))[0] !== second,
      400,
    );
    expect(isWhole).toBe(true);
    expect(await router.observe(soon(), 75)).toMatchObject({ kind: 'split', weight: 75 });
  });

  test('an edit by somebody else is told with what and by whom, and left', async () => {
    const router = await begin();
    await shift(router, 10, 1);
    await edit({ canary: 0, stable: 5 });
    const what = 'reviews-v1 has 5 replicas, not 3';
    expect(await router.observe(soon())).toMatchObject({ kind: 'foreign', edit: { what, by: 'colleague' } });
    expect(await shift(router, 40, 2)).toMatchObject({ kind: 'foreign', edit: { what, by: 'colleague' } });
    await shift(router, 10, 3, true);
    await edit({ canary: 3, stable: 3 });
    const given = { what: expect.stringMatching(/^pod reviews-v2-\S+ was given app=reviews$/), by: 'colleague' };
    expect(await router.observe(soon())).toMatchObject({ kind: 'foreign', edit: given });
    await shift(router, 10, 4, true);
    expect(await split()).toEqual({ v1: 75, v2: 25 });
  });

  test('back to a stable that has given up its pods: never do fewer serve than before', async () => {
    const router = await begin();
    await shift(router, 100, 1);
    const least = { serving: 3, watching: true };
    const look = (async () => {
      while (least.watching) {
        const seen = await router.observe(soon());
        const { canary = 0, stable = 0 } = seen.kind === 'split' ? (seen.endpoints ?? {}) : { canary: 3 };
        least.serving = Math.min(least.serving, canary + stable);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    expect(await shift(router, 0, 2, true)).toEqual({ kind: 'split', weight: 0 });
    least.watching = false;
    await look;
    expect(least.serving).toBe(3);
    expect(await split()).toEqual({ v1: 100, v2: 0 });
  });
});
