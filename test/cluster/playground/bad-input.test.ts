import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownHome } from './own-home.js';
import { playground } from './playground-command.js';

let dir: string;
let server: Server;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sluice-bad-input-'));
  chmodSync(dir, 0o777); // one of the tests is somebody else
  server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const freePorts = ['temporal=37233', 'temporal-ui=38233', 'gateway=38080', 'prometheus=39090'].flatMap((each) => [
  '--port',
  each,
]);
const fresh = () => withHome(mkdtempSync(join(dir, 'home-')));
/** Nothing is built there, whatever the tests' own playground has. */
const withHome = (home: string) => ({ SLUICE_PLAYGROUND_HOME: home, SLUICE_PLAYGROUND_STORE: join(home, 'store') });

/** A message for a person: one line that says what to do, and no stack. */
function expectOneLine({ exitCode, stderr }: { exitCode?: number | undefined; stderr: string }, what: RegExp): void {
  const message = stderr.split('\n').filter((line) => line !== '' && !/^[❯✔✖›↓]/.test(line));
  expect(message).toHaveLength(1);
  expect(message[0]).toMatch(what);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(2);
}

test('an unknown verb', async () => {
  const { exitCode, stderr } = await playground(['upp']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "error: unknown command 'upp'\n(Did you mean up?)" });
});

test('ports that are none', async () => {
  expectOneLine(
    await playground(['up', '--port', 'api=0', '--port', 'web=80']),
    /api=0, web=80.*NAME=NUMBER.*temporal-ui/,
  );
});

test('a taken port, before anything is built', async () => {
  const { port } = server.address() as { port: number };
  const args = ['api=36443', 'temporal=37233', 'temporal-ui=38233', 'gateway=38080', `prometheus=${port}`].flatMap(
    (each) => ['--port', each],
  );
  const env = fresh();
  expectOneLine(await playground(['up', ...args], { env }), new RegExp(`${port} \\(prometheus\\).*--port prometheus=`));
});

test('no cluster', async () => {
  const env = fresh();
  expectOneLine(await playground(['kubeconfig'], { env }), /no cluster.*playground up/);
  expectOneLine(await playground(['reset'], { env }), /no cluster.*playground up/);
  const { stdout, exitCode } = await playground(['status', '--json'], { env });
  expect(exitCode).toBe(0);
  expect((JSON.parse(stdout) as { parts: { state: string }[] }).parts.every(({ state }) => state === 'down')).toBe(
    true,
  );
  expect((await playground(['down'], { env })).exitCode).toBe(0);
});

test('a log of nothing', async () => {
  expectOneLine(await playground(['logs', 'nothing']), /No part is named nothing.*temporal/);
});

test('a full disk', async () => {
  const small = join(dir, 'small');
  mkdirSync(small);
  const { exitCode, stderr } = await execa(
    'unshare',
    [
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs -o size=20m tmpfs "$0" && exec npm run -s playground up -- --port api=36443',
      small,
    ],
    { reject: false, env: withHome(small) },
  );
  expectOneLine({ exitCode, stderr }, /GB of disk are wanted.*free/);
});

test('a missing tool, and not root', async () => {
  const project = mkdtempSync(join(dir, 'project-')); // where nobody may read it, whoever may enter the checkout's folder
  const asNobody = ['/usr/bin/setpriv', '--reuid=65534', '--clear-groups', process.execPath];
  const { exitCode, stderr } = await execa(
    '/usr/bin/unshare',
    [
      ...['--mount', '/bin/sh', '-c', '/bin/mount --rbind . "$0" && cd "$0" && exec "$@"', project],
      ...[...asNobody, 'start.mjs', 'playground/main.ts', 'up'],
    ],
    {
      reject: false,
      env: { ...withHome(join(dir, 'nobody')), PATH: dir },
      extendEnv: false,
    },
  );
  expect(stderr).toMatch(/you are not root.*unshare is missing \(install util-linux\).*--context.*docker-compose/s);
  expect(exitCode).toBe(2);
});

test('no network: what is missing cannot be had, and nothing half made is left', async () => {
  const env = fresh();
  const { exitCode, stderr } = await execa(
    'unshare',
    ['--net', 'sh', '-c', 'ip link set lo up; exec npm run -s playground up'],
    {
      reject: false,
      env: {
        ...env,
        GOFLAGS: '-modcacherw',
        GOMODCACHE: join(env.SLUICE_PLAYGROUND_HOME, 'modules'),
        HTTPS_PROXY: '',
        HTTP_PROXY: '',
      },
    },
  );
  expect(stderr).toMatch(/(could not be downloaded|go \w+ failed).*--context/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(2);
}, 240_000);

test('a context that is none', async () => {
  const { env, remove } = await ownHome();
  expectOneLine(
    await playground(['up', '--context', 'nowhere', ...freePorts], { env }),
    /context.*kubectl config get-contexts/,
  );
  await remove();
}, 30_000);
