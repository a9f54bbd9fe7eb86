import { afterEach, expect, jest, test } from '@jest/globals';
import { decommission } from '../../../activities/acts/decommission.js';
import { drain } from '../../../activities/acts/drain.js';
import { restore } from '../../../activities/acts/restore.js';
import { shift } from '../../../activities/acts/shift.js';
import type { Autoscalers, Raised } from '../../../activities/workloads/autoscalers.js';
import type { Workload } from '../../../activities/workloads/workloads.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, until, World } from './world.js';

afterEach(() => void jest.restoreAllMocks());

const fence = { release: 'release/1', since: 0, epoch: 1 };
const plan = planOf();

/** Autoscalers that do as a test says, and tell what they were asked. */
class Scaling implements Autoscalers {
  readonly asked: string[] = [];
  raised: Raised = { needed: 2 };
  recalled: { needed: number; has: number } | undefined;
  lag = 0;

  readonly make = () => this.#did('make');
  readonly letGo = () => this.#did('let go');
  readonly remove = (version: string) => this.#did(`remove ${version}`);
  lags = (version: string) => {
    this.asked.push(`lags ${version}`);
    return Promise.resolve((this.lag -= 1) >= 0);
  };
  readonly raise = (weight: number) => {
    this.asked.push(`raise ${weight}`);
    return Promise.resolve(this.raised);
  };
  readonly recall = () => {
    this.asked.push('recall');
    return Promise.resolve(this.recalled);
  };

  #did(what: string): Promise<void> {
    this.asked.push(what);
    return Promise.resolve();
  }
}

function world(scaling: Partial<Scaling> = {}, workload: Workload = { kind: 'ready', ready: 2, serving: 2 }) {
  const autoscalers = Object.assign(new Scaling(), scaling);
  return { autoscalers, world: Object.assign(new World(), { autoscalers, workload }) };
}

const shifting = (of: World, weight: number) =>
  shift(of.ports)({ fence, act: { kind: 'shift', weight, overwrite: weight === 0 }, spec: specOf(), plan }, conduct());

const two: Workload = { kind: 'progressing', ready: 2, serving: 2, waitingFor: 'more' };
const now = () => Date.now();

test('a weight is written once the pods that it needs are there, and no autoscaler keeps the way back waiting', async () => {
  const { world: enough, autoscalers } = world({ raised: { needed: 2, scaled: { max: 5, since: now() } } });
  expect(await shifting(enough, 50)).toEqual({ kind: 'done', detail: 'weight 50 %' });
  expect(await shifting(enough, 0)).toMatchObject({ kind: 'done' });
  expect(autoscalers.asked).toEqual(['raise 50']);
});

test('pods that the autoscaler still starts are waited for, and named; nothing is written', async () => {
  const { world: few } = world({ raised: { needed: 4, scaled: { max: 5, since: now() - 50_000 } } }, two);
  const why = '2 pods of reviews-v2 are ready endpoints, 50 % needs 4, which its autoscaler starts';
  await expect(shifting(few, 50)).rejects.toMatchObject({ type: 'Unavailable', message: why });
  expect(few.written).toEqual([]);
});

test.each<[string, Raised, Workload, string]>([
  ['do not come in time', { needed: 4, scaled: { max: 5, since: now() - 61_000 } }, two, 'did not come in 60 s'],
  [
    'cannot start',
    { needed: 4, scaled: { max: 5, since: now() } },
    { kind: 'stuck', ready: 2, serving: 2, why: 'no such image' },
    'no such image',
  ],
  ['may not come', { needed: 6, scaled: { max: 5, since: now() } }, two, 'may give it 5: raise that'],
  ['nobody starts', { needed: 4 }, two, '2 pods of reviews-v2 are ready endpoints, 50 % needs 4'],
])('pods that %s are a reason to go back', async (_, raised, workload, why) => {
  const { world: few } = world({ raised }, workload);
  expect(await shifting(few, 50)).toEqual({ kind: 'bad', why: expect.stringContaining(why) });
  expect(few.written).toEqual([]);
});

const restoring = (of: World, how: 'scale' | 'leave' = 'scale', conducted = conduct()) =>
  restore(of.ports)({ fence, act: { kind: 'restore' }, spec: specOf({ decommission: how }), plan }, conducted);

test('a former stable at 0 is scaled to what takes everything back by now; one with pods is left to its autoscaler', async () => {
  const away = world({ recalled: { needed: 2, has: 0 } });
  expect(await restoring(away.world)).toMatchObject({ kind: 'done' });
  expect(away.world.scaled).toEqual([['reviews-v1', 2]]);
  const there = world({ recalled: { needed: 2, has: 5 } });
  expect(await restoring(there.world)).toMatchObject({ kind: 'done' });
  expect(there.world.scaled).toEqual([]);
});

test('and its pods are waited for, also where it was left alone and had shrunk', async () => {
  const { world: shrunk } = world({ recalled: { needed: 4, has: 1 } }, { kind: 'ready', ready: 1, serving: 1 });
  const conducted = conduct();
  const restored = restoring(shrunk, 'leave', conducted);
  await until(() => conducted.told.length > 0);
  expect(conducted.told).toEqual([{ waitingFor: '3 more pods, which its autoscaler starts' }]);
  shrunk.workload = { kind: 'ready', ready: 4, serving: 4 };
  expect(await restored).toMatchObject({ kind: 'done' });
  expect(shrunk.scaled).toEqual([]);
});

test.each([
  ['delete' as const, ['remove stable']],
  ['scale' as const, []],
  ['leave' as const, []],
])('with decommission %s stable’s autoscaler goes when its Deployment does: %j', async (how, asked) => {
  const { world: good, autoscalers } = world();
  good.traffic = { kind: 'split', weight: 100 };
  const spec = specOf({ decommission: how });
  await decommission(good.ports)({ fence, act: { kind: 'decommission' }, spec, plan }, conduct());
  expect(autoscalers.asked).toEqual(asked);
});

test.each(['stable', 'canary'] as const)(
  'when %s has left, the other’s autoscaler is held until it has seen the requests, a minute at most',
  async (version) => {
    let clock = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => clock);
    const draining = async (lag: number) => {
      const { world: quiet, autoscalers } = world({ lag });
      const { lags } = autoscalers;
      quiet.ports.metrics.sample = () => {
        clock += 1500; // so long it takes, twice, to say that no requests come
        return Promise.resolve({ kind: 'no-data' });
      };
      autoscalers.lags = (served) => {
        clock += 25_000; // and whether the autoscaler has seen them
        return lags(served);
      };
      const act = { kind: 'drain' as const, version, deadline: Date.now() + 30_000 };
      const found = await drain(quiet.ports)({ fence, act, spec: specOf(), plan }, conduct());
      expect(found).toMatchObject({ kind: 'done', detail: expect.stringContaining('no more requests') });
      return autoscalers.asked;
    };
    const asked = `lags ${version === 'stable' ? 'canary' : 'stable'}`;
    expect(await draining(1)).toEqual([asked, asked]);
    expect(await draining(1000)).toEqual([asked, asked, asked]); // the third answer comes after the minute
  },
);
