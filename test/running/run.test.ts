import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const run = (...args: string[]) =>
  execa(process.execPath, ['start.mjs', ...args], { reject: false, stdin: 'ignore', env: { NODE_OPTIONS: '' } });

test('a stage that there is not is a mistake, and the stages are told', async () => {
  const { exitCode, stderr } = await run('test/run.ts', '--only', 'unit,e2e');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/^There is no stage e2e\. The stages are format, .*core\.$/),
  });
});

test('a pattern that matches no file of the long suite is a mistake', async () => {
  const { exitCode, stderr } = await run('test/run-cluster.ts', 'no-such-file');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('no-such-file') });
});
