import { expect, test } from '@jest/globals';
import { execa } from 'execa';

interface Result {
  setupSeconds: number;
  good: {
    outcome: string;
    seconds: number;
    users: { requests: number; failed: number };
    steps: { weight: number; measured: number }[];
  };
  bad: { outcome: string; verdict: string; highestWeight: number; users: { requests: number; failed: number } };
}

test('the demo releases v2 without a failed request, and takes v3 back at 10 % before one in a hundred has failed', async () => {
  const { stdout, exitCode, stderr } = await execa('npm', ['run', '-s', 'demo', '--', '--json'], {
    reject: false,
    stdin: 'ignore',
  });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { good, bad } = JSON.parse(stdout) as Result;
  expect(good).toMatchObject({ outcome: 'released', users: { failed: 0 } });
  expect(good.users.requests).toBeGreaterThan(1000);
  expect(good.steps.map(({ weight }) => weight)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(good.steps.filter(({ weight, measured }) => Math.abs(weight - measured) > 15)).toEqual([]);
  expect(bad).toMatchObject({ outcome: 'rolled-back', highestWeight: 10 });
  expect(bad.verdict).toContain('success rate');
  expect(bad.users.failed).toBeGreaterThan(0);
  expect(bad.users.failed / bad.users.requests).toBeLessThan(0.01);
}, 400_000);

test('with three pods of each version and no route it goes by their number: the same outcomes', async () => {
  const { stdout, exitCode, stderr } = await execa(
    'npm',
    ['run', '-s', 'demo', '--', '--traffic', 'replicas', '--json'],
    {
      reject: false,
      stdin: 'ignore',
    },
  );
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { good, bad } = JSON.parse(stdout) as Result;
  expect(good).toMatchObject({ outcome: 'released', users: { failed: 0 } });
  expect(good.steps.map(({ weight }) => weight)).toEqual([25, 50, 75, 100]);
  expect(good.steps.filter(({ weight, measured }) => Math.abs(weight - measured) > 15)).toEqual([]);
  expect(bad).toMatchObject({ outcome: 'rolled-back', highestWeight: 25 });
  expect(bad.verdict).toContain('success rate');
  expect(bad.users.failed / bad.users.requests).toBeLessThan(0.05);
}, 400_000);
