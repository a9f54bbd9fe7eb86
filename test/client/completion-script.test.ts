import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { completionScript, shells } from '../../client/completion-script.js';
import { createProgram } from '../../client/program.js';

const script = completionScript('bash', createProgram());

/** What bash offers for the last of these words. */
function offered(...typed: string[]): string[] {
  const words = ['sluice', ...typed].map((word) => `'${word}'`).join(' ');
  const asked = `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', asked], { encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

test.each([
  [['re'], ['release', 'report', 'resume', 'retry']],
  [
    ['release', '--if-busy', ''],
    ['reject', 'queue', 'supersede'],
  ],
  [['list', '--out'], ['--outcome']],
  [
    ['list', '--outcome', 'r'],
    ['released', 'refused', 'rolled-back'],
  ],
  [['release', '--file', 'spec/sch'], ['spec/schema.ts']],
  [['completion', ''], expect.arrayContaining([...shells])],
  [['nothing', '--'], []],
])('bash completes sluice %j', (typed, expected) => {
  expect(offered(...typed)).toEqual(expected);
});

test.each(shells)('the script for %s', (shell) => {
  expect(completionScript(shell, createProgram())).toMatchSnapshot();
});
