import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { playground } from './playground-command.js';

/** Commands of the docs that other tests run, or that wait for a person. */
const elsewhere: Record<string, string> = {
  'npm run playground up': 'lifecycle.test.ts',
  'npm run playground down': 'lifecycle.test.ts',
  'npm run playground up -- --context my-context': 'context.test.ts',
  'npm run playground down -- --context my-context': 'context.test.ts',
  'npm run -s playground shell': 'a shell for a person',
  'npm run demo': 'test/e2e/demo.test.ts',
  'npm test': 'this is it',
};

function commandsOf(file: string): string[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.split('\n')).map((line) => line.replace(/\s+# .*$/, '').trim());
  return lines.filter((line) => line !== '');
}

const commands = ['README.md', 'docs/playground.md'].flatMap(commandsOf);

afterAll(async () => {
  await playground(['mtls', 'permissive']);
  await playground(['reset']);
}, 60_000);

test('there are commands, and those that are run elsewhere are still in the docs', () => {
  expect(commands).toEqual(expect.arrayContaining(Object.keys(elsewhere)));
});

test.each(commands.filter((command) => !(command in elsewhere)))(
  '%s',
  async (command) => {
    const { exitCode, stderr } = await execa('bash', ['-c', command], {
      reject: false,
      stdin: 'ignore',
      timeout: 120_000,
    });
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
  120_000,
);
