import { expect, test } from '@jest/globals';
import { remembering } from '../../../activities/acts/remembering.js';

const { signal } = new AbortController();

/** Counts how often it is asked; what it answers is kept when it is even. */
function counting(lastsMs: number) {
  let count = 0;
  const ask = () => Promise.resolve((count += 1));
  return remembering(ask, { lastsMs, isKept: (value) => value % 2 === 0 });
}

test('only what is to be kept is kept', async () => {
  const remembered = counting(60_000);
  const answers = [await remembered.get(signal), await remembered.get(signal), await remembered.get(signal)];
  expect(answers).toEqual([1, 2, 2]);
});

test('what is to be forgotten, or is old, is asked for again', async () => {
  const [told, old] = [counting(60_000), counting(0)];
  for (const each of [told, old]) await each.get(signal).then(() => each.get(signal));
  told.forget();
  expect(await told.get(signal)).toBe(3);
  expect(await old.get(signal)).toBe(3);
});

test('an answer that was on its way when it was to be forgotten is not kept', async () => {
  const remembered = counting(60_000);
  await remembered.get(signal);
  const second = remembered.get(signal);
  remembered.forget();
  expect([await second, await remembered.get(signal)]).toEqual([2, 3]);
});
