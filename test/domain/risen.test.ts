import { expect, test } from '@jest/globals';
import { randomBinomial, randomLcg } from 'd3-random';
import { risen } from '../../domain/risen.js';

const of = (canary: number, total: number) => ({ canary, total });

test.each([
  ['all of it by the route', { edge: of(40, 400) }, {}, 10, 0, 'yes'],
  ['a third of it', { edge: of(39, 1200) }, {}, 10, 0, 'yes'],
  ['one source by the route, one by another', { edge: of(40, 400), mesh: of(0, 4000) }, {}, 10, 0, 'yes'],
  ['nothing at the canary yet', { edge: of(0, 400), mesh: of(0, 4000) }, {}, 10, 0, 'inconclusive'],
  ['nothing counted', {}, {}, 10, 0, 'inconclusive'],
  ['nothing counted, the weight unchanged', { edge: of(0, 0) }, {}, 10, 10, 'inconclusive'],
  ['the weight unchanged', { edge: of(0, 5) }, {}, 10, 10, 'yes'],
  ['twice as much as before', { edge: of(160, 1600) }, { edge: of(80, 1600) }, 20, 10, 'yes'],
  ['as much as before', { edge: of(40, 800) }, { edge: of(40, 800) }, 20, 10, 'inconclusive'],
  [
    'half the weight: nobody knows of how much, without the weight before',
    { edge: of(80, 800) },
    {},
    20,
    10,
    'inconclusive',
  ],
  ['down to nothing', { edge: of(0, 800) }, { edge: of(80, 800) }, 0, 20, 'yes'],
  [
    'two sources that each tell a little',
    { a: of(100, 500), b: of(100, 500) },
    { a: of(50, 500), b: of(50, 500) },
    20,
    10,
    'yes',
  ],
] as const)('%s', (_, now, earlier, asked, previous, expected) => {
  expect(risen(asked, previous, { now, earlier })).toBe(expected);
});

/** Whether a minute of 40 requests a second is ever told as risen, looked at each second; a part of them goes by the route. */
function isTold(seed: number, { truth, part }: { truth: number; part: number }): boolean {
  const random = randomLcg(seed);
  const count = (weight: number) => randomBinomial.source(random)(40, (part * weight) / 100);
  const [before, after] = [count(10), count(truth)];
  const earlier = { canary: 0, total: 0 };
  const now = { canary: 0, total: 0 };
  for (let second = 0; second < 60; second += 1) {
    earlier.canary += before();
    earlier.total += 40;
  }
  for (let second = 0; second < 60; second += 1) {
    now.canary += after();
    now.total += 40;
    if (risen(20, 10, { now: { all: now }, earlier: { all: earlier } }) === 'yes') return true;
  }
  return false;
}

test('a mesh that has not heard is told as risen in at most one of a thousand; one that has soon is', () => {
  const told = (truth: number, part: number) =>
    Array.from({ length: 50 }, (_, seed) => isTold(seed / 50, { truth, part })).filter(Boolean).length;
  for (const part of [1, 0.3]) {
    expect(told(10, part)).toBeLessThanOrEqual(1); // one in a thousand, of 50
    expect(told(20, part)).toBeGreaterThan(part === 1 ? 48 : 25);
  }
});

test.each([
  [10, 0],
  [20, 10],
  [60, 50],
  [90, 80],
  [100, 90],
  [100, 95],
  [0, 100],
])(
  'a mesh that has %i %% instead of %i %% is told in the end, whatever part goes by the route, unless it is tiny',
  (asked, previous) => {
    for (const part of [0.11, 0.37, 0.5, 0.86, 0.97, 1]) {
      const many = (weight: number) => ({ all: of(Math.round(part * weight * 40_000), 4_000_000) });
      expect(risen(asked, previous, { now: many(asked), earlier: many(previous) })).toBe('yes');
      expect(risen(asked, previous, { now: many(previous), earlier: many(previous) })).toBe('inconclusive');
    }
  },
);
