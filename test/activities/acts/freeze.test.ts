import { expect, test } from '@jest/globals';
import { admit } from '../../../activities/acts/admit.js';
import { shift } from '../../../activities/acts/shift.js';
import { Trouble } from '../../../activities/trouble.js';
import type { Finding } from '../../../domain/act.js';
import type { FailureType } from '../../../domain/failure.js';
import type { FreezeWindow } from '../../../domain/freeze.js';
import type { ReleaseSpec } from '../../../domain/release-spec.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, World } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const utc = (at: number) => new Date(at).toISOString().slice(0, 16);
/** A window of a day about now, and one that is over. */
const now: FreezeWindow = {
  ...{ kind: 'dated', from: utc(Date.now() - 43_200_000), to: utc(Date.now() + 43_200_000) },
  ...{ zone: 'UTC', reason: 'sales' },
};
const over: FreezeWindow = { ...now, to: utc(Date.now() - 3_600_000) };
const until = Date.parse(`${now.kind === 'dated' ? now.to : ''}Z`);
const frozen: Finding = { kind: 'frozen', until, why: 'sales' };
const override = { by: 'ann', reason: 'the checkout is down' };

const kept = { windows: [], shared: [{ namespace: 'platform', configMap: 'freeze' }] };
const own = (...windows: FreezeWindow[]) => ({ windows, shared: [] });

interface Asked {
  weight?: number;
  overwrite?: boolean;
  override?: typeof override;
  freeze?: ReleaseSpec['freeze'];
}

/** Shifts from 10 % on the route. */
function shifting(world: World, { weight = 50, overwrite = false, freeze = own(now), ...more }: Asked = {}) {
  const act = { kind: 'shift' as const, weight, overwrite, ...more };
  return shift(world.ports)({ fence, act, spec: specOf({ freeze }), plan: planOf() }, conduct());
}

test('a weight does not rise in a freeze: it says until when and why, and nothing is written', async () => {
  const world = new World();
  expect(await shifting(world)).toEqual(frozen);
  expect(world.written).toEqual([]);
});

test.each<[string, Asked, Partial<World>]>([
  ['outside of the windows', { freeze: own(over) }, {}],
  ['a weight that falls', { weight: 5 }, {}],
  ['weight 0', { weight: 0, overwrite: true }, {}],
  ['a weight that has been written already', { weight: 50 }, { traffic: { kind: 'split', weight: 50 } }],
  [
    'our weight below what somebody else has made of it',
    { weight: 10, overwrite: true },
    { traffic: { kind: 'foreign', edit: { what: 'v2 has 35', by: 'kubectl' }, weight: 35 } },
  ],
])('%s is written', async (_, asked, changes) => {
  const world = Object.assign(new World(), changes);
  expect((await shifting(world, asked)).kind).toBe('done');
  expect(world.written).toEqual([`shift ${asked.weight ?? 50}`]);
});

test('our weight is not put back in a freeze over one that somebody has taken down', async () => {
  const world = new World();
  world.traffic = { kind: 'foreign', edit: { what: 'v2 has 0', by: 'kubectl' }, weight: 0 };
  expect(await shifting(world, { weight: 10, overwrite: true })).toEqual(frozen);
});

test('with an override it rises, and says in spite of what, by whose word and why', async () => {
  const found = await shifting(new World(), { override });
  const text = `weight 50 %, though frozen until ${utc(until).replace('T', ' ')} UTC: sales (ann: the checkout is down)`;
  expect(found).toEqual({ kind: 'done', detail: text });
  expect(await shifting(new World(), { override, freeze: own(over) })).toEqual({ kind: 'done', detail: 'weight 50 %' });
});

test('shared windows are those of this moment', async () => {
  const world = new World();
  expect((await shifting(world, { freeze: kept })).kind).toBe('done');
  world.sharedWindows = () => Promise.resolve([now]);
  expect(await shifting(world, { freeze: kept })).toEqual(frozen);
});

const failing = (type: FailureType) => {
  const world = new World();
  world.sharedWindows = () => Promise.reject(new Trouble(type, 'what happened'));
  return world;
};

test.each<FailureType>(['NotFound', 'InvalidSpec', 'Forbidden'])(
  'shared windows that cannot be read (%s) freeze without an end, unless a person overrides it',
  async (type) => {
    const world = failing(type);
    expect(await shifting(world, { freeze: kept })).toEqual({ kind: 'frozen', why: 'what happened' });
    expect(await shifting(world, { freeze: kept, weight: 0 })).toMatchObject({ kind: 'done' });
    expect(await shifting(world, { freeze: kept, override })).toMatchObject({ kind: 'done' });
  },
);

test('an API server that does not answer is trouble, which is tried again', async () => {
  const world = failing('Unavailable');
  await expect(shifting(world, { freeze: kept })).rejects.toThrow('what happened');
  expect(world.written).toEqual([]);
});

const { stable: _, ...first } = planOf();
const admitting = (changes: Partial<ReleaseSpec>, plan = planOf(), more: { override?: typeof override } = {}) => {
  const spec = specOf({ freeze: own(now), ...changes });
  return admit(new World().ports)({ fence, act: { kind: 'admit', ...more }, spec, plan }, conduct());
};

test('admitting waits for the end of a freeze where it gives the canary users', async () => {
  expect(await admitting({})).toMatchObject({ kind: 'done' });
  expect(await admitting({}, first)).toEqual(frozen);
  expect(await admitting({ ways: 'accept' })).toEqual(frozen);
  expect(await admitting({ ways: 'accept', freeze: own(over) })).toMatchObject({ kind: 'done' });
  expect(await admitting({}, first, { override })).toMatchObject({ kind: 'done' });
});
