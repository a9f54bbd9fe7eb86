import { expect, test } from '@jest/globals';
import type { Verdict } from '../../domain/check.js';
import { inRow, noneFailed, rowAfter } from '../../domain/failing-row.js';

const verdicts = { p: 'pass', f: 'fail', i: 'inconclusive' } as const;

/** A verdict each second of windows of two seconds. */
function fold(text: string, failures: number): Verdict {
  let row = noneFailed;
  let last: Verdict = 'inconclusive';
  for (const [second, letter] of text.split('').entries()) {
    const verdict = verdicts[letter as keyof typeof verdicts];
    row = rowAfter(row, { at: second * 1000, verdict }, { windowMs: 2000 });
    last = inRow({ verdict, reason: '' }, row, { failures }).verdict;
  }
  return last;
}

test.each([
  ['p', 1, 'pass'],
  ['f', 1, 'fail'],
  ['pf', 2, 'inconclusive'],
  ['ff', 2, 'inconclusive'], // they overlap
  ['fff', 2, 'fail'],
  ['ffff', 3, 'inconclusive'],
  ['fffff', 3, 'fail'],
  ['ffpf', 2, 'inconclusive'],
  ['ffp', 2, 'pass'],
  ['fif', 2, 'fail'],
  ['ffi', 1, 'inconclusive'],
] as const)('%s with %i failures in a row is %s', (text, failures, verdict) => {
  expect(fold(text, failures)).toBe(verdict);
});

test('a lone failure says how many there must be', () => {
  const judgement = { verdict: 'fail' as const, reason: 'errors: 2, < 1 wanted' };
  expect(inRow(judgement, { failed: 1, at: 0 }, { failures: 3 })).toEqual({
    verdict: 'inconclusive',
    reason: 'errors: 2, < 1 wanted: 1 of 3 windows in a row',
  });
});
