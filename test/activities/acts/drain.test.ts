import { afterEach, expect, jest, test } from '@jest/globals';
import { drain } from '../../../activities/acts/drain.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, World } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const trouble = 'Prometheus at http://x: its answer does not count, since it warns: a store is away';
const begun = 1_000_000_000_000;

afterEach(() => {
  jest.restoreAllMocks();
});

/** A drain of 30 s, in which each query takes five; `seen` is called with each. */
async function draining(world: World, seen: (query: number) => void = () => undefined) {
  let [clock, queries] = [begun, 0];
  jest.spyOn(Date, 'now').mockImplementation(() => clock);
  const told = { ...world.ports.metrics };
  world.ports.metrics.sample = (...asked) => {
    clock += 5000;
    seen((queries += 1));
    return told.sample(...asked);
  };
  const act = { kind: 'drain' as const, version: 'stable' as const, deadline: begun + 30_000 };
  const { detail } = (await drain(world.ports)({ fence, act, spec: specOf(), plan: planOf() }, conduct())) as {
    detail?: string;
  };
  return { detail, queries };
}

test('nothing counted is quiet', async () => {
  const world = new World();
  world.requests = { kind: 'no-data' };
  expect(await draining(world)).toEqual({ detail: 'no more requests reach v1', queries: 1 });
});

test('a Prometheus that does not tell is not taken for quiet: it is asked until the deadline, and said to be', async () => {
  const world = new World();
  world.metricsTrouble = trouble;
  expect(await draining(world)).toEqual({
    detail: `nobody can tell whether requests still reach v1: ${trouble}`,
    queries: 6,
  });
});

test('once it tells, it is heard', async () => {
  const world = new World();
  world.requests = { kind: 'number', value: 0 };
  world.metricsTrouble = trouble;
  const found = await draining(world, (query) => {
    if (query === 2) world.metricsTrouble = undefined;
  });
  expect(found).toEqual({ detail: 'no more requests reach v1', queries: 2 });
});
