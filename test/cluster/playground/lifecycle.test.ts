import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityIn } from '../../../playground/processes.js';
import { readRecords } from '../../../playground/records.js';
import '../patience.js';
import { type OwnHome, ownHome } from './own-home.js';
import { playground } from './playground-command.js';

let home: OwnHome;
let before: Record<string, string[]>;

beforeAll(async () => {
  home = await ownHome();
  before = await traces();
});
afterAll(() => home.remove());

const verb = (...args: string[]) => playground(args, { env: home.env, timeout: 1_200_000 });
const up = () => verb('up');

/** Everything of this machine that a node touches. */
async function traces(): Promise<Record<string, string[]>> {
  const lines = async (command: string) =>
    (await execa('sh', ['-c', command], { reject: false })).stdout.split('\n').toSorted();
  return {
    mounts: await lines("cut -d' ' -f1,2 /proc/mounts"),
    links: await lines("ip -o link | cut -d: -f2 | cut -d' ' -f2"),
    cgroups: await lines('find /sys/fs/cgroup -name "sluice-playground-*" -prune'),
    processes: await lines(`pgrep -fa "${home.dir}" | grep -v pgrep | cut -d' ' -f2-`),
    sysctls: await lines(
      'cat /proc/sys/vm/overcommit_memory /proc/sys/kernel/panic /proc/sys/net/ipv4/ip_forward; hostname',
    ),
  };
}

async function states(): Promise<Record<string, string>> {
  const { parts } = JSON.parse((await verb('status', '--json')).stdout) as { parts: { name: string; state: string }[] };
  return Object.fromEntries(parts.map(({ name, state }) => [name, state]));
}

function pidOf(name: string): number {
  const noted = identityIn(readFileSync(join(home.dir, 'run', `${name}.pid`), 'utf8'));
  if (noted === undefined) throw new Error(`nobody is noted as ${name}`);
  return noted.pid;
}

/** Begins `up` in a process group of its own. */
const beginUp = () =>
  execa('npm', ['run', '-s', 'playground', '--', 'up'], {
    ...{ env: home.env, reject: false, detached: true, stdin: 'ignore', timeout: 1_200_000 },
  });

/** Begins `up` and kills it, and all that it waits for, as soon as `reached` says so. */
async function upKilledWhen(reached: () => boolean): Promise<void> {
  const begun = beginUp();
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 50));
  process.kill(-(begun.pid ?? 0), 'SIGKILL');
  await begun;
}

const isNoted = (part: string) => () => part in readRecords(join(home.dir, 'run/parts.json'));

test('up, killed at one point after another: the next one goes on, the last completes', async () => {
  await upKilledWhen(() => existsSync(join(home.dir, 'run/node.pid')));
  await upKilledWhen(isNoted('kubernetes'));
  await upKilledWhen(isNoted('istio'));
  const { exitCode, stderr } = await up();
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(new Set(Object.values(await states()))).toEqual(new Set(['up']));
});

test('while another changes the playground, up says who it is, waits, and then goes on', async () => {
  const holder = execa('flock', [join(home.dir, 'lock'), 'sh', '-c', 'echo held; cat'], { stdin: 'pipe' });
  await once(holder.stdout, 'data');
  const begun = beginUp();
  let said = '';
  begun.stderr.on('data', (text) => {
    said += String(text);
    if (said.includes('waiting for it')) holder.stdin.end();
  });
  const { exitCode } = await begun;
  holder.stdin.end();
  await holder;
  expect(exitCode).toBe(0);
  expect(said).toMatch(/Another command changes the playground \(up, process \d+, since .*\); waiting for it/);
});

test('two at once, with work to do: both end with everything up', async () => {
  process.kill(pidOf('temporal'), 'SIGKILL');
  const both = await Promise.all([up(), up()]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(new Set(Object.values(await states()))).toEqual(new Set(['up']));
});

test.each(['relay', 'temporal'])('%s killed: status says so and up brings it back', async (name) => {
  process.kill(pidOf(name), 'SIGKILL');
  expect((await states())[name === 'relay' ? 'kubernetes' : name]).toBe('down');
  expect((await up()).exitCode).toBe(0);
  expect((await states())[name === 'relay' ? 'kubernetes' : name]).toBe('up');
});

test.each(['kubelet', 'etcd', 'kube-apiserver', 'containerd'])(
  '%s killed: it is started again, and up is content',
  async (name) => {
    const [pid] = (await execa('pgrep', ['-f', `/${name}( |$).*${home.dir}`])).stdout.split('\n');
    process.kill(Number(pid), 'SIGKILL');
    const { exitCode, stderr } = await up();
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
);

test('the whole node killed: up starts it with what it held', async () => {
  await verb('kubectl', 'create', 'configmap', 'kept', '-n', 'bookinfo');
  process.kill(pidOf('node'), 'SIGKILL');
  expect((await states())['kubernetes']).toBe('down');
  const { exitCode, stderr } = await up();
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect((await verb('kubectl', 'get', 'configmap', 'kept', '-n', 'bookinfo', '-o', 'name')).stdout).toBe(
    'configmap/kept',
  );
});

test('a node whose data is broken is cleared away and begun afresh', async () => {
  process.kill(pidOf('node'), 'SIGKILL');
  const data = join(home.dir, 'run/node/etcd/member/wal');
  for (const file of readdirSync(data)) writeFileSync(join(data, file), 'nonsense');
  const { exitCode, stderr } = await up();
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('down leaves mounts, interfaces, cgroups, processes and settings as they were, also of what no note tells of', async () => {
  for (const name of ['node', 'relay', 'temporal']) rmSync(join(home.dir, 'run', `${name}.pid`));
  const { exitCode } = await verb('down');
  expect(exitCode).toBe(0);
  expect(await traces()).toEqual(before);
  expect(existsSync(join(home.dir, 'run'))).toBe(false);
  expect((await verb('down')).exitCode).toBe(0);
});
