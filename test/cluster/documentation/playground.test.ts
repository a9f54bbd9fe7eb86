import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { playground } from '../playground/playground-command.js';
import { playgroundPage, stepsOf } from './followed.js';
import '../patience.js';

afterAll(async () => {
  await playground(['mtls', 'permissive']);
  await playground(['reset']);
});

test.each(stepsOf(playgroundPage))('$page: $title', async ({ text }) => {
  const { exitCode, stderr } = await execa('bash', ['-c', text], {
    reject: false,
    stdin: 'ignore',
    timeout: 1_200_000,
  });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
});
