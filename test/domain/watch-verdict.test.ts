import { expect, test } from '@jest/globals';
import type { Verdict } from '../../domain/check.js';
import { watchVerdict } from '../../domain/watch-verdict.js';

const samples = (text: string) =>
  text.split('').map((letter) => ({
    verdict: ({ p: 'pass', f: 'fail', i: 'inconclusive' } as const)[letter] as Verdict,
    reason: '',
  }));

test.each([
  ['', 1, 'inconclusive'],
  ['p', 1, 'pass'],
  ['f', 1, 'fail'],
  ['pf', 2, 'inconclusive'],
  ['pff', 2, 'fail'],
  ['fpf', 2, 'inconclusive'],
  ['ffp', 2, 'pass'],
  ['fif', 2, 'inconclusive'],
  ['fff', 3, 'fail'],
] as const)('%s with %i failures in a row allowed is %s', (text, failures, verdict) => {
  expect(watchVerdict({ failures }, samples(text))).toBe(verdict);
});
