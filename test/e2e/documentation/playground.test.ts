import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { playground } from '../playground/playground-command.js';
import { playgroundPage, stepsOf } from './followed.js';

afterAll(async () => {
  await playground(['mtls', 'permissive']);
  await playground(['reset']);
}, 120_000);

test.each(stepsOf(playgroundPage))(
  '$page: $title',
  async ({ text }) => {
    const { exitCode, stderr } = await execa('bash', ['-c', text], {
      reject: false,
      stdin: 'ignore',
      timeout: 120_000,
    });
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
  120_000,
);
