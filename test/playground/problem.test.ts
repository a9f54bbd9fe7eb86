import { expect, test } from '@jest/globals';
import { explain, Problem } from '../../playground/problem.js';

test('a problem is one line that ends with what to do', () => {
  expect(explain(new Problem('go is missing on this machine', 'Install Go'))).toBe(
    'go is missing on this machine. Install Go.',
  );
});

test.each([
  Object.assign(new Error('write failed'), { code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' }),
  Object.assign(new Error('Command failed with exit code 1'), { stderr: 'link: write out: no space left on device' }),
])('a full disk has one name, wherever it is met', (error) => {
  expect(explain(error)).toMatch(/^The disk is full\. Free some space/);
});

test('a stranger keeps its words', () => {
  expect(explain(new Error('odd'))).toBe('odd');
  expect(explain('odd')).toBe('odd');
});
