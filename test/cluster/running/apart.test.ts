import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { eventually } from '../playground/playground-command.js';

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a run that ends by %s takes all with it that it began',
  async (signal) => {
    const seconds = `${100_000 + process.pid}.${signal.length}`; // tells its sleep from all others
    const isThere = async () => (await execa('pgrep', ['-fx', `sleep ${seconds}`], { reject: false })).exitCode === 0;
    const env = { NODE_OPTIONS: '', SLUICE_TESTS_APART: undefined };
    const program = ['start.mjs', 'test/cluster/running/lasting.ts', seconds];
    const run = execa(process.execPath, program, { env, reject: false, stdin: 'ignore' });
    expect(await eventually(isThere, 60)).toBe(true);
    run.kill(signal);
    await run;
    expect(await eventually(async () => !(await isThere()), 60)).toBe(true);
  },
  300_000,
);
