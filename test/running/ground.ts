import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withLock } from '../../playground/lock.js';
import { home, storeDir } from '../../playground/paths.js';

/** The tests' own playground, beside the one that a person has up: the same programs and images, nothing else in common. */
const dir = join(home, 'tests');

/** Workers, workflows and the command line are the built ones, as in production: they start in a tenth of the work. */
export const built = { SLUICE_BUILT_WORKER: 'dist/worker/main.js' };

/** What tests that stand on it are run with. */
export const onGround: Record<string, string> = {
  SLUICE_PLAYGROUND_HOME: dir,
  SLUICE_PLAYGROUND_STORE: storeDir,
  SLUICE_PLAYGROUND_PORTS: 'api=21443,temporal=21233,temporal-ui=21234,prometheus=21090,gateway=21080',
  TEMPORAL_ADDRESS: '127.0.0.1:21233',
  ...built,
};

/** Where the long suite keeps which of its files failed. */
export const failedFile = join(dir, 'failed-files.json');

/** Runs `work` while nobody else's tests have the ground, and leaves nothing up. */
export function withGround<T>(work: () => Promise<T>): Promise<T> {
  const lock = { file: join(dir, 'tests.lock'), taken: 'Other tests are under way' };
  return withLock(
    'tests',
    async () => {
      playground('down'); // what was begun on it by hand is in no namespace of a run
      try {
        return await work();
      } finally {
        playground('down');
      }
    },
    lock,
  );
}

/** How to run a verb of the playground on it. */
export const groundCommand = (...args: string[]): [string, ...string[]] => [
  process.execPath,
  'start.mjs',
  'playground/main.ts',
  ...args,
];

/** Runs a verb of the playground on it, silently but for errors. Answers what it printed; undefined: it failed. */
function answerOf(...verb: string[]): string | undefined {
  const [program, ...args] = groundCommand(...verb);
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...{ stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
    env: { ...process.env, ...onGround, NODE_OPTIONS: '' },
  });
  if (status === 0) return stdout;
  console.error(stderr);
  return undefined;
}

/** The same; answers whether it succeeded. */
export const playground = (...verb: string[]): boolean => answerOf(...verb) !== undefined;

/** Brings it up with nothing in it that was there before. Answers whether it is up. */
export const beginAnew = (): boolean => playground('down') && playground('up');

/** Puts it back to its first state, whatever the tests before have done to it. Answers whether it is so. */
export const settle = (): boolean =>
  (playground('up') && removeNamespacesOfTests() && playground('reset')) || beginAnew();

const ownNamespaces = /^(default|kube-.*|istio-system|monitoring|bookinfo|shop|users)$/;

function removeNamespacesOfTests(): boolean {
  const names = answerOf('kubectl', '--', 'get', 'namespaces', '-o', 'jsonpath={.items[*].metadata.name}');
  const others = names?.split(' ').filter((name) => !ownNamespaces.test(name));
  if (others === undefined || others.length === 0) return others !== undefined;
  return playground('kubectl', '--', 'delete', 'namespace', '--ignore-not-found', ...others);
}
