import { expect, test } from '@jest/globals';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Conducted } from '../../../activities/activity.js';
import { TakingsBack } from '../../../activities/acts/takings-back.js';
import type { Act, Finding } from '../../../domain/act.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const takingBack = { kind: 'shift', weight: 0, overwrite: true } as const;
const inputOf = (act: Extract<Act, { kind: 'shift' }>) => ({ fence, act, spec: specOf(), plan: planOf() });

/** A shift that goes on until it is told to end, and a look that comes meanwhile. */
async function shifting(change: Partial<Extract<Act, { kind: 'shift' }>>, signal = new AbortController().signal) {
  const takingsBack = new TakingsBack();
  let end = (_finding: Finding): void => undefined;
  const shift: Conducted<'shift'> = () => new Promise((resolve) => (end = resolve));
  const ended = takingsBack.counted(shift)(inputOf({ ...takingBack, ...change }), conduct());
  let isHeldUp = true;
  const begun = Date.now();
  const looked = takingsBack.goFirst(signal).then(() => {
    isHeldUp = false;
    return Date.now() - begun;
  });
  looked.catch(() => undefined);
  await turn();
  return { isHeldUp, looked, end: () => end({ kind: 'done' }), ended };
}

test('a look waits until nothing is taken back any more', async () => {
  const { isHeldUp, looked, end, ended } = await shifting({});
  expect(isHeldUp).toBe(true);
  end();
  expect(await ended).toEqual({ kind: 'done' });
  await looked;
});

test('between two of many it goes on waiting', async () => {
  const takingsBack = new TakingsBack();
  const begun = Date.now();
  const shift = takingsBack.counted(() => Promise.resolve({ kind: 'done' }));
  await shift(inputOf(takingBack), { ...conduct(), isWithin: true });
  await takingsBack.goFirst(new AbortController().signal);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(190);
});

test('it waits a second, no longer, where others are not done by then', async () => {
  const { looked } = await shifting({});
  expect(await looked).toBeGreaterThanOrEqual(990);
});

test('it waits for no other shifts', async () => {
  expect((await shifting({ weight: 20 })).isHeldUp).toBe(false);
  expect((await shifting({ overwrite: false })).isHeldUp).toBe(false);
});

test('a look that is not wanted any more does not wait', async () => {
  const { looked } = await shifting({}, AbortSignal.abort());
  await expect(looked).rejects.toThrow('aborted');
});

/** Takes something back, which is done in no time. */
function done(): (isWithin?: boolean, weight?: number) => Promise<Finding> {
  const counted = new TakingsBack().counted(() => Promise.resolve({ kind: 'done' }));
  return (isWithin = false, weight = 0) => counted(inputOf({ ...takingBack, weight }), { ...conduct(), isWithin });
}

test('of many at once none is told before the last has begun', async () => {
  const takeBack = done();
  const told: string[] = [];
  const begun = Date.now();
  const first = takeBack().then(() => told.push('first'));
  await sleep(100);
  told.push('the last begins');
  await Promise.all([first, takeBack()]);
  expect(told).toEqual(['the last begins', 'first']);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(290);
});

test('it is told though others begin for ever', async () => {
  const takeBack = done();
  const told: Finding[] = [];
  void takeBack().then((found) => told.push(found));
  for (let others = 0; others < 60 && told.length === 0; others += 1) {
    void takeBack();
    await sleep(100);
  }
  expect(told).toEqual([{ kind: 'done' }]);
});

test('what a workflow task is kept open for is told at once, and so is a shift that gives users to the canary', async () => {
  const takeBack = done();
  const told = (shift: Promise<Finding>) => Promise.race([shift, sleep(150, 'later')]);
  expect(await told(takeBack(true))).toEqual({ kind: 'done' });
  expect(await told(takeBack(false, 20))).toEqual({ kind: 'done' });
});
