import { expect, test } from '@jest/globals';
import { Fault, Refused } from '../../client/errors.js';
import { codeOf, codeOfError } from '../../client/exit-code.js';

test('each end of a release has its code', () => {
  expect(codeOf({ kind: 'released' })).toBe(0);
  expect(codeOf({ kind: 'refused', problems: [] })).toBe(2);
  expect(codeOf({ kind: 'rolled-back', why: '' })).toBe(3);
  expect(codeOf({ kind: 'aborted', by: '', reason: '' })).toBe(4);
});

test('the end that was asked for is a success, any other is not', () => {
  expect(codeOf({ kind: 'aborted', by: '', reason: '' }, 'aborted')).toBe(0);
  expect(codeOf({ kind: 'rolled-back', why: '' }, 'aborted')).toBe(3);
});

test('a mistake that can be mended is 2, everything else 1', () => {
  expect(codeOfError(new Refused('busy', ''))).toBe(2);
  expect(codeOfError(new Fault('no-answer', ''))).toBe(1);
  expect(codeOfError('what?')).toBe(1);
});
