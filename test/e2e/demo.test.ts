import { expect, test } from '@jest/globals';
import { execa } from 'execa';

test('the demo gives v2 its users step by step, and none of them sees an error', async () => {
  const { stdout, exitCode, stderr } = await execa('npm', ['run', '-s', 'demo', '--', '--json'], {
    reject: false,
    stdin: 'ignore',
  });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { steps, users } = JSON.parse(stdout) as {
    steps: { weight: number; measured: number }[];
    users: { requests: number; failed: number };
  };
  expect(steps.map(({ weight }) => weight)).toEqual([10, 50, 100]);
  expect(steps.filter(({ weight, measured }) => Math.abs(weight - measured) > 15)).toEqual([]);
  expect(users.requests).toBeGreaterThan(300);
  expect(users.failed).toBe(0);
}, 180_000);
