import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientProgram } from '../../built.js';
import { eventually } from '../playground/playground-command.js';
import { specText } from '../release/spec-text.js';
import { MemoryCluster } from './memory-cluster.js';
import type { OwnTemporal } from './temporal.js';
import { typing } from './typed.js';
import { withOwnTemporal } from './with-own-temporal.js';
import '../patience.js';

let temporal: OwnTemporal;
let folder: string;
const cluster = new MemoryCluster();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));
const workers = withOwnTemporal(cluster, (own) => ({ temporal } = own));

const steps = [{ weight: 20, hold: '1h' }];
const good = { steps: [{ weight: 100, hold: '1s' }], bake: '0s' };

const sluice = typing(() => temporal.address);

async function specFile(namespace: string, changes: Record<string, unknown>): Promise<string> {
  const file = join(folder, `${namespace}.yaml`);
  await writeFile(file, specText(namespace, changes));
  return file;
}

test('release --wait shows each decision on a line and ends with the outcome', async () => {
  const { exitCode, stdout, stderr } = await sluice(['release', '-f', await specFile('good', good), '--wait']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/^\d\d:\d\d:\d\dZ {2} 100 % {2}sluice: weight 100 %$/));
  expect(lines.at(-1)).toBe('released');
});

test('a release that is rolled back ends with 3, and --json prints one object that says why', async () => {
  cluster.successRate = 0.5;
  const { exitCode, stdout } = await sluice(['release', '-f', await specFile('bad', good), '--wait', '--json']);
  cluster.successRate = 1;
  expect(exitCode).toBe(3);
  const { outcome, ...begun } = JSON.parse(stdout) as { outcome: unknown };
  expect(begun).toEqual({
    release: 'release/default/bad/reviews/1',
    namespace: 'bad',
    service: 'reviews',
    version: 'v2',
  });
  expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
});

test('where nobody reads on, it ends without a word', async () => {
  const running = execa(process.execPath, [...clientProgram, '--help'], { reject: false, stdin: 'ignore' });
  running.stdout.destroy();
  const { exitCode, stderr } = await running;
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
});

/** Begins the command in a terminal of 120 columns. */
function beginOnTerminal(args: string, env: Record<string, string> = {}) {
  const command = `stty cols 120 rows 40; ${[process.execPath, ...clientProgram].join(' ')} ${args}`;
  const running = execa('script', ['-qec', command, '/dev/null'], {
    ...{ reject: false, stdin: 'ignore', timeout: 600_000 },
    env: { NODE_OPTIONS: '', TEMPORAL_ADDRESS: temporal.address, TERM: 'xterm-256color', ...env },
  });
  let shown = '';
  running.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  return { shown: () => shown, ended: running.then(({ stdout, exitCode }) => ({ stdout, exitCode })) };
}

const onTerminal = (args: string) => beginOnTerminal(args).ended;

const escape = String.fromCharCode(27);
const upward = new RegExp(`${escape}\\[\\d+A`); // goes up to draw again
const colour = new RegExp(`${escape}\\[3\\dm`);

test('on a terminal the release is drawn in place, in colour', async () => {
  const { stdout, exitCode } = await onTerminal(`release -f ${await specFile('terminal', good)} --wait`);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`${escape}[36msteps${escape}[39m`);
  expect(stdout).toMatch(upward);
  expect(stdout).toMatch(/released\r?\n[^\n]*$/);
});

test('watch on a terminal follows a release until somebody aborts it, and ends with 4', async () => {
  await sluice(['release', '-f', await specFile('watched', { steps })]);
  const watching = beginOnTerminal('watch watched/reviews');
  const plainly = beginOnTerminal('watch watched/reviews', { NO_COLOR: '1' });
  const held = ['asked       20 %', 'waits for', 'left'];
  for (const { shown } of [watching, plainly])
    expect(await eventually(async () => upward.test(shown()) && held.every((text) => shown().includes(text)))).toBe(
      true,
    );
  await sluice(['abort', 'watched/reviews', '--reason', 'wrong build', '--by', 'bob']);
  const { stdout, exitCode } = await watching.ended;
  expect(exitCode).toBe(4);
  expect(stdout).toMatch(upward);
  expect(stdout).toMatch(colour);
  for (const seen of ['bob: abort: wrong build', 'roll-back']) expect(stdout).toContain(seen);
  expect(stdout).toMatch(/aborted by bob: wrong build\r?\n[^\n]*$/);
  const { stdout: uncoloured } = await plainly.ended;
  expect(uncoloured).toMatch(upward);
  expect(uncoloured).not.toMatch(colour);
});

test('who waits at a terminal for an answer is told what for', async () => {
  await sluice(['release', '-f', await specFile('silent', { steps })]);
  await workers.stop();
  const { stdout, exitCode } = await onTerminal('pause silent/reviews');
  await workers.work();
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^waiting for a worker to answer \.\.\.\r?\n.*pause was not acknowledged/s);
  await sluice(['abort', 'silent/reviews', '--reason', 'seen']);
});

test('what preflight refuses ends with 2', async () => {
  cluster.problems = ['there is no route primary'];
  const { exitCode, stdout } = await sluice(['release', '-f', await specFile('refused', good), '--wait']);
  cluster.problems = [];
  expect(exitCode).toBe(2);
  expect(stdout).toContain('refused, nothing was touched: there is no route primary');
});

test('a release is begun, looked at, paused, refused a second time, aborted and watched to its end', async () => {
  const file = await specFile('steered', { steps });
  const begun = await sluice(['release', '-f', file]);
  expect(begun).toMatchObject({ exitCode: 0, stderr: '' });
  expect(begun.stdout.split('\n')[0]).toBe('release/default/steered/reviews/1 has begun: steered/reviews v2');

  const second = await sluice(['release', '-f', file, '--json']);
  expect(second).toMatchObject({ exitCode: 2, stderr: '' });
  const error = { kind: 'busy', message: 'release/default/steered/reviews/1 is running' };
  expect(JSON.parse(second.stdout)).toMatchObject({ error });

  const status = await sluice(['status', 'steered/reviews', '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({ release: 'release/default/steered/reviews/1', phase: 'steps' });
  const shown = await sluice(['status', 'reviews'], { SLUICE_NAMESPACE: 'steered', FORCE_COLOR: '1' });
  expect(shown.stdout).toMatch(/^steered\/reviews v2 {2}steps {2}release\/default\/steered\/reviews\/1\nasked {7}20 %/);
  expect(shown.stdout).not.toContain('\u001b');

  const paused = await sluice(['pause', 'steered/reviews', '--reason', 'lunch']);
  expect(paused).toMatchObject({ exitCode: 0, stdout: 'release/default/steered/reviews/1: pause: lunch' });
  expect(await sluice(['approve', 'steered/reviews'])).toMatchObject({
    exitCode: 2,
    stderr: 'sluice: the release is paused by ada; resume it first',
  });

  const watching = sluice(['watch', 'steered/reviews', '--json']);
  const aborted = await sluice(['abort', 'steered/reviews', '--reason', 'wrong build', '--by', 'bob', '--wait']);
  expect(aborted).toMatchObject({ exitCode: 0, stderr: '' });
  expect(aborted.stdout.split('\n').at(-1)).toBe('aborted by bob: wrong build');
  const watched = await watching;
  expect(watched.exitCode).toBe(4);
  expect(JSON.parse(watched.stdout)).toEqual({
    release: 'release/default/steered/reviews/1',
    outcome: { kind: 'aborted', by: 'bob', reason: 'wrong build' },
  });
  expect((await sluice(['abort', 'steered/reviews', '--reason', 'again'])).exitCode).toBe(2);
});

test('a spec that names a manifest beside it is sent with the manifest', async () => {
  const manifest = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: reviews-v2 } # ours\n';
  await writeFile(join(folder, 'reviews-v2.yaml'), manifest);
  const canary = { version: 'v2', manifest: './reviews-v2.yaml' };
  const { stdout } = await sluice(['release', '-f', await specFile('manifest', { canary, steps }), '--json']);
  const { release } = JSON.parse(stdout) as { release: string };
  const status = await sluice(['status', release, '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({ spec: { canary: { source: { kind: 'manifest', manifest } } } });
  await sluice(['abort', release, '--reason', 'done']);
});

test('mistakes end with 2, faults with 1, and both are told', async () => {
  const spec = await specFile('wrong', { drift: 'perhaps', bake: 'soon' });
  const wrong = await sluice(['release', '-f', spec]);
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
  expect(wrong.stderr.split('\n')).toEqual([
    expect.stringContaining('wrong.yaml has 2 problems'),
    expect.stringMatching(/^ {2}line \d+, spec\./),
    expect.stringMatching(/^ {2}line \d+, spec\./),
  ]);
  expect(await sluice(['status', 'nothing/here', '--json'])).toMatchObject({
    exitCode: 2,
    stdout: expect.stringContaining('"kind":"not-found"'),
  });
  const lost = await sluice(['status', 'bookinfo/reviews', '--json'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(lost).toMatchObject({ exitCode: 1, stderr: '' });
  expect(JSON.parse(lost.stdout)).toMatchObject({ error: { kind: 'unreachable' } });
});

test.each([
  [[], 'a verb is missing'],
  [['relese'], 'Did you mean release'],
  [['release'], "required option '-f, --file <file>' not specified"],
  [['release', '-f', 'nowhere.yaml'], 'the spec cannot be read'],
  [['abort', 'reviews'], "required option '--reason <text>' not specified"],
  [['status', 'a/b/c'], 'a/b/c is no service'],
  [['status', '../etc'], 'is no service'],
])('sluice %j ends with 2 and says what is wrong, also as one JSON object', async (args, message) => {
  const [text, json] = await Promise.all([sluice(args), sluice([...args, '--json'])]);
  expect(text).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
  expect(json).toMatchObject({ exitCode: 2 });
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { kind: 'invalid-argument' } });
});

test('help ends with 0', async () => {
  const { exitCode, stdout } = await sluice(['--help']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('rollback') });
});
