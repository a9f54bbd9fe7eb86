import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../../../playground/apps/bundle.js';
import { ask, statuses } from './ask.js';
import { waitFor } from './wait-for.js';

let folder = '';
let file = '';
const children: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-apps-'));
  file = join(folder, 'app.cjs');
  await bundleProgram(file);
});

// Waits for their end: execa looks after each child in an object of the global scope, which jest takes apart afterwards.
afterEach(async () => {
  await Promise.all(children.splice(0).map((end) => end()));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function start(environment: Record<string, string>) {
  const flags = ['--max-old-space-size=48', '--max-semi-space-size=2'];
  const child = execa('node', [...flags, file], {
    env: environment,
    extendEnv: false,
    cwd: folder,
    reject: false,
    timeout: 200_000,
  });
  children.push(() => {
    child.kill('SIGKILL');
    return child;
  });
  return child;
}

interface Ports {
  control: number;
  http: number;
  grpc: number;
}

async function startListening(app: string, environment: Record<string, string> = {}) {
  const free = { VERSION: 'v1', PORT: '0', CONTROL_PORT: '0', GRPC_PORT: '0', DRAIN_SECONDS: '1' };
  const child = start({ APP: app, ...free, ...environment });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor(`${app} listens`, async () => output.includes('\n'));
  const { ports }: { ports: Ports } = JSON.parse(output);
  return { child, ports, url: `http://127.0.0.1:${ports.http}` };
}

describe('the bundled program', () => {
  test('is the same bytes each time', async () => {
    const again = join(folder, 'again', 'app.cjs');
    await bundleProgram(again);
    expect((await readFile(again)).equals(await readFile(file))).toBe(true);
  });

  test('refuses wrong settings, all of them at once', async () => {
    const { exitCode, stderr, stdout } = await start({ APP: 'ratings', ERROR_RATE: '2', READY: 'maybe' });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'The program cannot start, because of its settings:',
      '  - VERSION must be v and a number, such as v2 or v2-slow, and is not set',
      '  - ERROR_RATE must be a number from 0 to 1, not "2"',
      '  - READY must be true or false, not "maybe"',
    ]);
  });

  test('ends with 1 when its port is taken', async () => {
    const { ports } = await startListening('product');
    const second = await start({ APP: 'product', VERSION: 'v1', CONTROL_PORT: '0', PORT: String(ports.http) });
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain('EADDRINUSE');
  });

  test('crashes after so many requests', async () => {
    const { child, url } = await startListening('product', { CRASH_AFTER: '2' });
    expect(await statuses(`${url}/product/1`, 2)).toEqual([200, 200]);
    expect((await child).exitCode).toBe(1);
  });

  test('ends with 0 on SIGTERM', async () => {
    const { child, url } = await startListening('product');
    expect((await ask(`${url}/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(0);
  });

  test('has all that ratings and users need', async () => {
    const { ports } = await startListening('ratings');
    const STREAMS = `[{ name: one, kind: grpc, url: "grpc://127.0.0.1:${ports.grpc}" }]`;
    const users = await startListening('users', { STREAMS });
    const counts = `http://127.0.0.1:${users.ports.control}/counts`;
    await waitFor('messages are counted', async () => (await ask(counts)).text.includes('"message":'));
    users.child.kill('SIGTERM');
    expect((await users.child).exitCode).toBe(0);
  });
});
