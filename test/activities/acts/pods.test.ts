import { describe, expect, test } from '@jest/globals';
import { drain } from '../../../activities/acts/drain.js';
import { finish } from '../../../activities/acts/finish.js';
import { restore } from '../../../activities/acts/restore.js';
import { shift } from '../../../activities/acts/shift.js';
import { watch } from '../../../activities/acts/watch.js';
import type { Traffic } from '../../../activities/traffic/traffic-router.js';
import type { Watch } from '../../../domain/act.js';
import type { QueryCheck } from '../../../domain/check.js';
import { podsPlanOf, specOf } from '../../domain/planned.js';
import { conduct, World } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const errors: QueryCheck = {
  ...{ name: 'errors', metric: 'query', query: 'sum(errors)', windowMs: 5000, failures: 1 },
  threshold: { operator: '<', value: 1000 },
};
const spec = specOf({ checks: [errors] });
const plan = podsPlanOf();

const shifting = (world: World, weight: number, own = plan) =>
  shift(world.ports)({ fence, act: { kind: 'shift', weight, overwrite: false }, spec, plan: own }, conduct());

describe('a shift', () => {
  test('tells what was asked, and what that is in pods', async () => {
    expect(await shifting(new World(), 10)).toEqual({ kind: 'done', detail: 'weight 10 %: 33.3 %, 1 of 3 pods' });
    expect(await shifting(new World(), 100)).toMatchObject({ detail: 'weight 100 %: 100 %, 2 of 2 pods' });
  });

  test('needs pods that are ready, and not that users get them already', async () => {
    const world = new World();
    world.workload = { kind: 'progressing', ready: 1, serving: 0, waitingFor: '1 pod' };
    expect(await shifting(world, 50)).toMatchObject({ kind: 'done' });
    expect(await shifting(world, 100)).toEqual({
      kind: 'bad',
      why: '1 pods of reviews-v2 are ready, 100 % needs 2',
    });
    expect(world.written).toEqual(['shift 50']);
  });
});

function watching(world: World, changes: Partial<Watch> = {}, own = plan) {
  const now = Date.now();
  const act = {
    ...{ kind: 'watch' as const, weight: 10, previous: 0, from: now - 60_000, until: now + 300 },
    ...{ endsOnPass: false, endsOnForeignEdit: true, endsOnFail: true, ...changes },
  };
  return watch(world.ports)({ fence, act, spec, plan: own }, conduct());
}
const split = (canary: number, stable: number): Traffic => ({
  ...{ kind: 'split', weight: (100 * canary) / (canary + stable) },
  endpoints: { canary, stable },
});
const world = (changes: Partial<Pick<World, 'traffic' | 'workload'>> = {}) =>
  Object.assign(new World(), { traffic: split(1, 2) }, changes);

describe('a watch, where nobody counts requests', () => {
  test('knows the share by the endpoints, and passes on the number that a query answers', async () => {
    const seen = world();
    expect(await watching(seen)).toMatchObject({
      report: {
        verdict: 'pass',
        reason: expect.stringContaining(
          '33.3 % measured, 33.3 % asked, 1 of 3 ready endpoints, whose requests nobody counts',
        ),
        checks: [{ name: 'errors', verdict: 'pass', canary: 500 }],
        share: { canary: 1, total: 3, reached: 'yes', by: 'endpoints' },
      },
    });
    expect(seen.queries).toEqual([]);
  });

  test.each<[string, Traffic]>([
    ['too many', split(2, 2)],
    ['too few of stable', split(1, 1)],
  ])('endpoints that are %s are not the share', async (_, traffic) => {
    expect(await watching(world({ traffic }))).toMatchObject({
      report: { verdict: 'inconclusive', share: { reached: 'no' } },
    });
  });

  test('no number is no pass', async () => {
    const seen = world();
    seen.requests = { kind: 'no-data' };
    expect(await watching(seen)).toMatchObject({
      report: { verdict: 'inconclusive', reason: expect.stringContaining('errors: no data for the canary') },
    });
  });

  test('pods that turn unready are named as the reason', async () => {
    const workload = { kind: 'progressing' as const, ready: 1, serving: 0, waitingFor: '1 pod' };
    expect(await watching(world({ workload, traffic: split(0, 2) }))).toMatchObject({
      report: { verdict: 'fail', pods: { ready: 0, needed: 1 } },
    });
  });

  test('those that Kubernetes has replaced are no evidence against it, and end the watch', async () => {
    const workload = { kind: 'progressing' as const, ready: 1, serving: 0, waitingFor: '1 pod' };
    const edit = { what: '0 of 1 pods have users', by: 'kubernetes', replaced: true as const };
    const found = await watching(world({ workload, traffic: { kind: 'foreign', edit, weight: 0 } }), {
      until: Date.now() + 3_600_000,
    });
    expect(found).toMatchObject({
      report: { verdict: 'inconclusive', foreign: edit, reason: expect.stringMatching(/^0 of 1 pods have users/) },
    });
  });
});

test('where proxies count, the share is that of requests, of the pods that the weight means', async () => {
  const seen = world();
  seen.share = { canary: 300, stable: 600 };
  const counted = podsPlanOf({ counted: true });
  expect(await watching(seen, { weight: 10, previous: 0 }, counted)).toMatchObject({
    report: { share: { asked: expect.closeTo(33.3, 1), canary: 300, total: 900, reached: 'yes' } },
  });
});

describe('what leaves', () => {
  const draining = (of: World, version: 'stable' | 'canary', ms = 60_000) =>
    drain(of.ports)({ fence, act: { kind: 'drain', version, deadline: Date.now() + ms }, spec, plan }, conduct());

  test('stable has when its last pod has ended', async () => {
    const of = world();
    setTimeout(() => (of.pods = { pods: 0, serving: 0 }), 600);
    const begun = Date.now();
    expect(await draining(of, 'stable')).toEqual({ kind: 'done', detail: 'the last pod of v1 has ended' });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(590);
  });

  test('the canary when none of its pods is an endpoint, and everybody has heard of it', async () => {
    const of = world();
    of.pods = { pods: 2, serving: 0 };
    const begun = Date.now();
    expect(await draining(of, 'canary')).toEqual({
      kind: 'done',
      detail: 'nobody opens a connection to v2 any more; connections that are open end with its 2 pods',
    });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(4990);
  });

  test('at its deadline it tells what is left', async () => {
    expect(await draining(world(), 'stable', 10)).toEqual({
      kind: 'done',
      detail: '2 pods of v1 are still there, 2 of them endpoints',
    });
  });
});

test('a former stable that was left has no pods, so it is scaled, too, when it is to come back', async () => {
  const of = world({ traffic: { kind: 'split', weight: 100 } });
  const leaving = specOf({ decommission: 'leave' });
  const found = await restore(of.ports)(
    { fence, act: { kind: 'restore', ended: true }, spec: leaving, plan },
    conduct(),
  );
  expect(found).toEqual({ kind: 'done', detail: 'reviews-v1 has 2 ready pods' });
  expect(of.scaled).toEqual([['reviews-v1', 2]]);
});

test('the end is told of the Service', async () => {
  const of = world();
  const traffic = { ...of.ports.traffic(plan), release: () => Promise.resolve() };
  const end = finish({ ...of.ports, traffic: () => traffic });
  expect(await end({ fence, act: { kind: 'finish', to: 'canary' }, spec, plan }, conduct())).toEqual({
    kind: 'done',
    detail: 'Service reviews sends all requests to v2',
  });
});
