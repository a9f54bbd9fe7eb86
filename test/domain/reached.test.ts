import { expect, test } from '@jest/globals';
import { randomBinomial, randomLcg } from 'd3-random';
import fc from 'fast-check';
import { reached } from '../../domain/reached.js';

test.each([
  ['the asked share, clearly', 20, 10, { canary: 200, total: 1000 }, 'yes'],
  ['the previous share, clearly', 20, 10, { canary: 100, total: 1000 }, 'no'],
  ['something else altogether', 20, 10, { canary: 500, total: 1000 }, 'no'],
  ['more than a point beside it', 10, 0, { canary: 1400, total: 10_000 }, 'no'],
  ['less than a point beside it', 10, 0, { canary: 1080, total: 10_000 }, 'yes'],
  ['too few to tell the two apart', 20, 10, { canary: 6, total: 40 }, 'inconclusive'],
  ['nothing', 20, 10, { canary: 0, total: 0 }, 'inconclusive'],
  ['nothing, the weight unchanged', 20, 20, { canary: 0, total: 0 }, 'inconclusive'],
  ['all', 100, 90, { canary: 300, total: 300 }, 'yes'],
  ['all, of too few', 100, 90, { canary: 13, total: 13 }, 'inconclusive'],
  ['none, from the start', 0, 0, { canary: 0, total: 50 }, 'yes'],
  ['none of the first 35', 10, 0, { canary: 0, total: 35 }, 'inconclusive'],
  ['none of 35 after a rollback', 0, 10, { canary: 0, total: 35 }, 'inconclusive'],
  ['none of 350 after a rollback', 0, 10, { canary: 0, total: 350 }, 'yes'],
  ['a stray request at 0', 0, 10, { canary: 1, total: 1000 }, 'yes'],
  ['three in a hundred at 0', 0, 10, { canary: 30, total: 1000 }, 'no'],
  ['a stray request at 100', 100, 90, { canary: 99_990, total: 100_000 }, 'yes'],
  ['the first percent', 1, 0, { canary: 30, total: 3000 }, 'yes'],
  ['not even a percent', 1, 0, { canary: 0, total: 3000 }, 'no'],
] as const)('%s', (_, asked, previous, counted, expected) => {
  expect(reached(asked, previous, counted)).toBe(expected);
});

const steps = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }));

test('what is yes for a weight is never yes for the one before, and all of it is right in the end', () => {
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 0, max: 2000 }),
      fc.integer({ min: 0, max: 2000 }),
      ([asked, previous], a, b) => {
        fc.pre(asked !== previous);
        const counted = { canary: Math.min(a, b), total: Math.max(a, b) };
        const told = [reached(asked, previous, counted), reached(previous, asked, counted)];
        expect(told).not.toEqual(['yes', 'yes']);
        const many = (weight: number) => ({ canary: weight * 10_000, total: 1_000_000 });
        expect(reached(asked, previous, many(asked))).toBe('yes');
        expect(reached(asked, previous, many(previous))).toBe('no');
      },
    ),
  );
});

/** What is said in a minute of 40 requests a second, looked at each second. */
function seenInAMinute(truth: number, asked: number, previous: number, seed: number): Set<string> {
  const ofCanary = randomBinomial.source(randomLcg(seed))(40, truth / 100);
  const counted = { canary: 0, total: 0 };
  return new Set(
    Array.from({ length: 60 }, () => {
      counted.canary += ofCanary();
      counted.total += 40;
      return reached(asked, previous, counted);
    }),
  );
}

test.each([
  [10, 0],
  [20, 10],
  [60, 50],
  [100, 90],
  [0, 50],
])(
  'from %i after %i %%: looked at each second, neither a stuck mesh nor a true one is told wrong',
  (asked, previous) => {
    const runs = Array.from({ length: 500 }, (_, seed) => seed / 500);
    const stuck = runs.filter((seed) => seenInAMinute(previous, asked, previous, seed).has('yes'));
    const wrong = runs.filter((seed) => seenInAMinute(asked, asked, previous, seed).has('no'));
    // Of 500 at most 1 in 1,000 is expected each; 6 or more come by chance less than once in 50,000 times.
    expect(stuck.length).toBeLessThan(6);
    expect(wrong.length).toBeLessThan(6);
  },
);
