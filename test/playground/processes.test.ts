import { afterAll, afterEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const home = mkdtempSync(join(tmpdir(), 'sluice-processes-'));
process.env['SLUICE_PLAYGROUND_HOME'] = home;
const { end, identityIn, launch, livePid } = await import('../../playground/processes.js');
afterEach(() => end('one'));
afterAll(() => rmSync(home, { recursive: true }));

const note = join(home, 'run/one.pid');
const log = () => readFileSync(join(home, 'run/log/one.log'), 'utf8');
const programOf = (pid: number | undefined) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

test('what is launched lives under its name, is the program itself, and goes when it is ended', async () => {
  const { pid } = await launch('one', ['sleep', '60']);
  expect(livePid('one')).toBe(pid);
  await until(() => programOf(pid) === 'sleep');
  await end('one');
  expect([livePid('one'), existsSync(note)]).toEqual([undefined, false]);
});

test('it is noted before the program begins', async () => {
  await launch('one', ['sh', '-c', 'cat "$1"; echo "by $$"', 'sh', note]);
  await until(() => log().includes('by '));
  const [noted = '', by] = log().split('\n');
  expect(`by ${identityIn(`${noted}\n`)?.pid}`).toBe(by);
});

test('one whose starter is killed at once is known all the same', async () => {
  const env = { SLUICE_PLAYGROUND_HOME: home, NODE_OPTIONS: '' };
  const starter = ['--import', 'tsx', 'test/playground/launch-and-die.ts', 'one', 'sleep', '60'];
  const { signal } = await execa(process.execPath, starter, { env, reject: false });
  expect(signal).toBe('SIGKILL');
  await until(() => livePid('one') !== undefined);
  await until(() => programOf(livePid('one')) === 'sleep');
});

test('its arguments reach it as they are', async () => {
  const odd = ['a b', '$(id)', '"; exit 1', "'", ''];
  await launch('one', [process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...odd]);
  await until(() => livePid('one') === undefined);
  expect(log()).toContain(JSON.stringify(odd));
});

test('its channel is the one that fork makes', async () => {
  const echo = "process.on('message', (message) => process.send(message))";
  const child = await launch('one', [process.execPath, '-e', echo], { channel: true });
  child.send({ a: 1 });
  expect(await once(child, 'message')).toContainEqual({ a: 1 });
  child.disconnect();
});

test('a program that is not there is told, and nobody is noted', async () => {
  await expect(launch('one', ['no-such-program'])).rejects.toThrow('no-such-program is missing on this machine');
  expect(livePid('one')).toBeUndefined();
});

test('one that ends at once is not live, and is no error of the launch', async () => {
  const { pid } = await launch('one', ['sh', '-c', 'exit 127']);
  await until(() => livePid('one') === undefined);
  expect(identityIn(readFileSync(note, 'utf8'))?.pid).toBe(pid);
});

test('a later process with the same number is another one', async () => {
  await launch('one', ['sleep', '60']);
  const ours = readFileSync(note, 'utf8');
  const startTime = identityIn(ours)?.startTime ?? '';
  writeFileSync(note, ours.replace(` ${startTime} `, ` ${Number(startTime) - 1} `));
  expect(livePid('one')).toBeUndefined();
  writeFileSync(note, ours);
  expect(livePid('one')).toBeDefined();
});

test('a note that is half written is of nobody, wherever it ends', async () => {
  await launch('one', ['sleep', '60']);
  const whole = readFileSync(note, 'utf8');
  const known = Array.from(whole, (_, length) => identityIn(whole.slice(0, length))).filter(Boolean);
  expect([known, identityIn(whole)]).toEqual([[], expect.anything()]);
});

test('a name of a program may hold anything', () => {
  const after = Array.from({ length: 48 }, (_, index) => index + 4);
  expect(identityIn(`12 (a) R 1 (b\n) S ${after.join(' ')}\n`)).toEqual({ pid: 12, state: 'S', startTime: '22' });
});
