import { expect, test } from '@jest/globals';
import { Turns } from '../../../activities/kubernetes/turns.js';

test('so many go at once, the others in the order in which they came, and a failure holds nobody up', async () => {
  const turns = new Turns(2, 60_000);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3, 4].map((index) =>
    turns.take(async () => {
      begun.push(index);
      await new Promise<void>((resolve) => (ends[index] = resolve));
      if (index === 1) throw new Error('refused');
      return index;
    }),
  );
  const settled = Promise.allSettled(all);
  const end = async (index: number) => {
    ends[index]?.();
    await new Promise((resolve) => setTimeout(resolve, 1));
    return [...begun];
  };
  expect(begun).toEqual([0, 1]);
  expect(await end(1)).toEqual([0, 1, 2]);
  expect(await end(0)).toEqual([0, 1, 2, 3]);
  expect(await end(3)).toEqual([0, 1, 2, 3, 4]);
  for (const index of [2, 4]) await end(index);
  expect((await settled).map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
});

test('what takes long lets the next go, once', async () => {
  const turns = new Turns(1, 20);
  let end = (): void => undefined;
  const long = turns.take(() => new Promise<void>((resolve) => (end = resolve)));
  const begun: string[] = [];
  let endSecond = (): void => undefined;
  const second = turns.take(() => {
    begun.push('second');
    return new Promise<void>((resolve) => (endSecond = resolve));
  });
  expect(begun).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(begun).toEqual(['second']);
  endSecond();
  await second;
  end(); // its turn was over long ago: it makes room for nobody
  await long;
  const ends: (() => void)[] = [];
  const last = ['third', 'fourth'].map((name) =>
    turns.take(() => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  expect(begun).toEqual(['second', 'third']);
  ends.forEach((each) => each());
  await last[0];
  ends.forEach((each) => each());
  await last[1];
});
