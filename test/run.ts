/**
 * Everything `npm test` does, stage by stage, each with its time. `--only a,b` runs the named stages alone; further
 * arguments choose test files by their path. What goes by the build is built first.
 * Ends with one line `N passed, N failed` that counts stages, and exits non-zero when one failed.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

interface Stage {
  name: string;
  command: string[];
  /** The stage at whose time it runs when both are chosen, after the others that do. */
  beside?: string;
  env?: Record<string, string>;
  /** Whether it goes by what the stage `build` makes. */
  isBuilt?: true;
}

/** No stage needs as long: one that does hangs, as jest does when a test that failed has left something open. */
const limitMinutes = 40;

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const only = values.only?.split(',');

const jest = (...args: string[]): Pick<Stage, 'command' | 'env'> => ({
  command: ['node', 'node_modules/jest/bin/jest.js', ...args],
  env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
});

/** Workers, workflows and the command line are the built ones, as in production. */
const built = (...args: string[]): Omit<Stage, 'name'> => {
  const { command, env } = jest(...args);
  return { command, env: { ...env, SLUICE_BUILT_WORKER: 'dist/worker/main.js' }, isBuilt: true };
};

/** These change what all others stand on: the playground itself, its Prometheus, its istiod, its bookinfo; and the build. */
const alone =
  '/e2e/(demo|documentation/playground|playground/(?!lifecycle|bad-input)|activities/prometheus|release/(istiod|outages))';
/** These write to the API server, and wait for the mesh, more than they compute. */
const adapters = '/e2e/activities/(?!prometheus)';
/** These have a playground of their own. */
const node = '/e2e/playground/(lifecycle|bad-input)';
const image = '/e2e/worker/built';
/** These have a Temporal of their own and no cluster. */
const client = '/e2e/client/';
const sequences = '/test/workflows/random-commands';
const apart = [alone, adapters, node, image, client];
const chosenFiles = positionals.length === 0 ? '' : `(?=.*(${positionals.join('|')}))`;
const filesIn = (folder: string): string[] => [
  ...(positionals.length > 0 ? ['--passWithNoTests'] : []),
  ...['--testPathPatterns', `^${chosenFiles}.*${folder}`],
];

const stages: Stage[] = [
  { name: 'format', command: ['node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['node_modules/.bin/oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['node_modules/.bin/tsc', '--noEmit'] },
  {
    name: 'unit',
    ...jest('--maxWorkers', '100%', ...filesIn('/test/'), '--testPathIgnorePatterns', '/e2e/', '/test/workflows/'),
  },
  { name: 'playground', command: ['node', 'start.mjs', 'playground/main.ts', 'up'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'e2e',
    ...built('--maxWorkers', '2', ...filesIn('/e2e/'), '--testPathIgnorePatterns', ...apart),
  },
  {
    name: 'workflows',
    ...built('--runInBand', ...filesIn('/test/workflows/'), '--testPathIgnorePatterns', sequences),
    beside: 'e2e',
  },
  { name: 'node', ...built('--runInBand', ...filesIn(node)), beside: 'e2e' },
  { name: 'adapters', ...built('--runInBand', ...filesIn(adapters)), beside: 'e2e' },
  { name: 'image', ...built('--runInBand', ...filesIn(image)) },
  { name: 'alone', ...built('--runInBand', ...filesIn(alone)) },
  { name: 'client', ...built('--runInBand', ...filesIn(client)), beside: 'alone' },
  { name: 'sequences', ...built('--runInBand', ...filesIn(sequences)), beside: 'alone' },
];

async function run({ name, command, env }: Stage): Promise<boolean> {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const isPassed = await succeeds(command, env);
  console.log(`== ${name}: ${isPassed ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return isPassed;
}

async function inOrder(several: Stage[]): Promise<boolean[]> {
  const passed: boolean[] = [];
  for (const stage of several) passed.push(await run(stage));
  return passed;
}

function succeeds([program = '', ...args]: string[], env: Stage['env']): Promise<boolean> {
  const limit = { timeout: limitMinutes * 60_000, killSignal: 'SIGKILL' } as const;
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env }, ...limit });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      if (signal) console.error(`ended by ${signal}; a stage has ${limitMinutes} minutes`);
      resolve(code === 0);
    });
    child.once('error', (cause) => {
      console.error(cause.message);
      resolve(false);
    });
  });
}

const isNamed = ({ name }: Stage) => only === undefined || only.includes(name);
const needsBuild = stages.some((stage) => isNamed(stage) && stage.isBuilt);
const chosen = stages.filter((stage) => isNamed(stage) || (stage.name === 'build' && needsBuild));
const isChosen = (name: string | undefined) => chosen.some((stage) => stage.name === name);
const results: boolean[] = [];
for (const stage of chosen.filter(({ beside }) => !isChosen(beside))) {
  const others = chosen.filter(({ beside }) => beside === stage.name);
  results.push(...(await Promise.all([inOrder([stage]), inOrder(others)])).flat());
}
const failed = results.filter((passed) => !passed).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && results.length > 0 ? 0 : 1);
