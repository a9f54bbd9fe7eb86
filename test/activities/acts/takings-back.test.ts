import { expect, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import type { Conducted } from '../../../activities/activity.js';
import { TakingsBack } from '../../../activities/acts/takings-back.js';
import type { Act, Finding } from '../../../domain/act.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };

/** A shift that goes on until it is told to end, and a look that comes meanwhile. */
async function shifting(change: Partial<Extract<Act, { kind: 'shift' }>>, signal = new AbortController().signal) {
  const takingsBack = new TakingsBack();
  let end = (_finding: Finding): void => undefined;
  const shift: Conducted<'shift'> = () => new Promise((resolve) => (end = resolve));
  const act = { kind: 'shift', weight: 0, overwrite: true, ...change } as const;
  const ended = takingsBack.counted(shift)({ fence, act, spec: specOf(), plan: planOf() }, conduct());
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
