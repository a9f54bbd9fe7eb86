import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { kubeconfigFile } from '../../../playground/paths.js';
import { presentEnvironment } from '../../../playground/present-ports.js';
import { startDevServer } from '../../workflows/dev-server.js';
import { eventually } from '../playground/playground-command.js';
import '../patience.js';

// What the image does, without a container: its own build commands, then its own start command.
const lines = readFileSync('Dockerfile', 'utf8').split('\n');
const commands = lines.filter((line) => line.startsWith('RUN node')).map((line) => line.slice(4).split(' '));
const start = JSON.parse(lines.find((line) => line.startsWith('CMD '))?.slice(4) ?? '[]') as string[];

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await startDevServer();
  for (const [program = '', ...args] of commands) await execa(program, args, { env: { NODE_OPTIONS: '' } });
});
afterAll(() => env.teardown());

test('the built worker gets ready with its workflows bundled beforehand, and ends on SIGTERM', async () => {
  const [program = '', ...args] = start;
  const worker = execa(program, args, {
    ...{ reject: false, stdin: 'ignore', timeout: 600_000 },
    env: {
      ...{ NODE_OPTIONS: '', TEMPORAL_ADDRESS: env.address ?? '', KUBECONFIG: kubeconfigFile },
      ...{
        SLUICE_PROMETHEUS_URL: presentEnvironment().SLUICE_PROMETHEUS_URL,
        SLUICE_HTTP_HOST: '127.0.0.1',
        SLUICE_HTTP_PORT: '0',
      },
    },
  });
  let text = '';
  worker.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  expect(await eventually(async () => text.includes('"msg":"ready"'), 400)).toBe(true);
  expect(text).not.toContain('webpack');
  worker.kill('SIGTERM');
  expect((await worker).exitCode).toBe(0);
});

test('the built command line runs', async () => {
  const { stdout } = await execa('node', ['dist/client/main.js', '--help'], { env: { NODE_OPTIONS: '' } });
  expect(stdout).toContain('release [options]');
});
