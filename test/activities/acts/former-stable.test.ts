import { expect, test } from '@jest/globals';
import { decommission } from '../../../activities/acts/decommission.js';
import { restore } from '../../../activities/acts/restore.js';
import type { Traffic } from '../../../activities/traffic/traffic-router.js';
import type { ReleaseSpec } from '../../../domain/release-spec.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, until, World } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const edit = { what: 'v1 has 100, not 0', by: 'kubectl' };

function world(changes: Partial<Pick<World, 'traffic' | 'workload' | 'scale'>> = {}): World {
  return Object.assign(new World(), { traffic: { kind: 'split', weight: 100 }, ...changes });
}

function restoring(of: World, how: ReleaseSpec['decommission'], ended = true, conducted = conduct()) {
  const act = { kind: 'restore' as const, ...(ended ? { ended: true as const } : {}) };
  return restore(of.ports)({ fence, act, spec: specOf({ decommission: how }), plan: planOf() }, conducted);
}

test('what was scaled away is brought back to its replicas; what was left is not scaled', async () => {
  const [scaled, left] = [world(), world()];
  expect(await restoring(scaled, 'scale')).toEqual({ kind: 'done', detail: 'reviews-v1 has 2 ready pods' });
  expect(await restoring(left, 'leave')).toEqual({ kind: 'done', detail: 'reviews-v1 has 2 ready pods' });
  expect([scaled.scaled, left.scaled]).toEqual([[['reviews-v1', 2]], []]);
});

test.each<[Traffic, string]>([
  [{ kind: 'foreign', edit, weight: 0 }, 'the route was edited by kubectl (v1 has 100, not 0) since it ended'],
  [{ kind: 'split', weight: 40 }, 'v2 has 40 % of the requests, not all, since it ended'],
  [{ kind: 'missing', what: 'VirtualService bookinfo/reviews is gone' }, 'VirtualService bookinfo/reviews is gone'],
])('of a release that is over, when %j, nothing is taken back', async (traffic, problem) => {
  const moved = world({ traffic });
  const problems = [expect.stringContaining(problem)];
  expect(await restoring(moved, 'scale')).toMatchObject({ kind: 'refused', problems });
  expect(moved.scaled).toEqual([]);
});

test('of a release that is over, a former stable that is gone is told before anything is touched', async () => {
  const problems = ['reviews-v1 is gone: release the former version anew'];
  expect(await restoring(world({ workload: { kind: 'missing' } }), 'scale')).toMatchObject({
    kind: 'refused',
    problems,
  });
});

test('a rollback under way asks for nothing but the Deployment, and says when that is gone', async () => {
  const foreign = world({ traffic: { kind: 'foreign', edit, weight: 0 } });
  expect(await restoring(foreign, 'scale', false)).toMatchObject({ kind: 'done' });
  const gone = { kind: 'gone', what: 'reviews-v1 is decommissioned already' };
  expect(await restoring(world({ scale: 'gone' }), 'scale', false)).toEqual(gone);
});

test.each([
  [{ kind: 'ready' as const, ready: 0, serving: 0 }, 'pods: it has none, scale it up'],
  [{ kind: 'ready' as const, ready: 2, serving: 1 }, '1 of its pods to be endpoints'],
  [{ kind: 'stuck' as const, ready: 0, serving: 0, why: 'no image' }, 'no image'],
])('without pods that are endpoints it gets no requests: %j is waited for', async (workload, waitingFor) => {
  const late = world({ workload });
  const conducted = conduct();
  const restored = restoring(late, 'leave', true, conducted);
  await until(() => conducted.told.length > 0);
  expect(conducted.told).toEqual([{ waitingFor }]);
  late.workload = { kind: 'ready', ready: 2, serving: 2 };
  expect(await restored).toMatchObject({ kind: 'done' });
});

test('the former stable is not taken away when somebody has given it its users back', async () => {
  const decommissioning = (of: World) =>
    decommission(of.ports)({ fence, act: { kind: 'decommission' }, spec: specOf(), plan: planOf() }, conduct());
  const edited = world({ traffic: { kind: 'foreign', edit, weight: 0 } });
  expect(await decommissioning(edited)).toEqual({ kind: 'foreign', edit });
  expect(edited.removed).toEqual([]);
  const good = world();
  expect(await decommissioning(good)).toEqual({ kind: 'done', detail: 'reviews-v1 is deleted' });
  expect(good.removed).toEqual(['reviews-v1']);
});
