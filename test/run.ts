/**
 * Everything `npm test` does, stage by stage, each with its time. `--only a,b` runs the named stages alone; further
 * arguments choose test files by their path.
 * Ends with one line `N passed, N failed` that counts stages, and exits non-zero when one failed.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

interface Stage {
  name: string;
  command: string[];
  env?: Record<string, string>;
}

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const only = values.only?.split(',');

const jest = (...args: string[]): Pick<Stage, 'command' | 'env'> => ({
  command: ['node', 'node_modules/jest/bin/jest.js', ...args],
  env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
});

const stages: Stage[] = [
  { name: 'format', command: ['node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['node_modules/.bin/oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['node_modules/.bin/tsc', '--noEmit'] },
  {
    name: 'unit',
    ...jest('--testPathIgnorePatterns', '/e2e/', ...positionals.flatMap((path) => ['--testPathPatterns', path])),
  },
  { name: 'playground', command: ['node', 'start.mjs', 'playground/main.ts', 'up'] },
  { name: 'e2e', ...jest('--runInBand', '--testPathPatterns', `/e2e/.*${positionals.join('|')}`) },
];

function run(stage: Stage): boolean {
  const started = Date.now();
  console.log(`\n== ${stage.name}`);
  const [program = '', ...args] = stage.command;
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...stage.env } });
  console.log(
    `== ${stage.name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

const chosen = stages.filter((stage) => only === undefined || only.includes(stage.name));
const results = chosen.map(run);
const failed = results.filter((passed) => !passed).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && results.length > 0 ? 0 : 1);
