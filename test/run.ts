/**
 * The gate, `npm test`: stage by stage, each with its time. `--only a,b` runs the named stages alone; further arguments
 * choose test files by their path. Ends with one line `N passed, N failed` that counts stages, and exits non-zero when one
 * failed; 2 for a mistake in how it was called. What takes longer is the long suite, run-cluster.ts.
 */
import { parseArgs } from 'node:util';
import { isApart, runApart } from './running/apart.js';
import { coreFiles, runCore } from './running/core.js';
import { built, groundCommand, onGround, playground, settle, withGround } from './running/ground.js';
import { jest } from './running/jest.js';
import { runCommand } from './running/run-command.js';
import { runFile } from './running/run-file.js';

interface Stage {
  name: string;
  /** Stages without which it has nothing to stand on: it fails when one of them did, and they come along when it is chosen. */
  needs?: string[];
  run: () => Promise<boolean>;
}

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const flaky: string[] = [];

const command =
  (...parts: [string, ...string[]]) =>
  () =>
    runCommand(parts, { limitMinutes: 30 });
const chosenFiles = `(?=.*(${positionals.join('|')}))`;

/** Tests below a folder, but for those in others of it; `env` is theirs. */
function tests(folder: string, without: string[], env: Record<string, string> = {}): () => Promise<boolean> {
  const some = positionals.length > 0 ? ['--passWithNoTests'] : [];
  const ignored = without.length > 0 ? ['--testPathIgnorePatterns', ...without] : [];
  const { command: parts, env: own } = jest(
    ...['--maxWorkers', '100%', ...some, '--testPathPatterns', `^${chosenFiles}.*${folder}`, ...ignored],
  );
  return () => runCommand(parts, { env: { ...own, ...env }, limitMinutes: 30 });
}

const stages: Stage[] = [
  { name: 'format', run: command('node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'lint', run: command('node_modules/.bin/oxlint', '--type-aware', '--deny-warnings') },
  { name: 'types', run: command('node_modules/.bin/tsc', '--noEmit') },
  { name: 'unit', run: tests('/test/', ['/test/(core|cluster|workflows)/']) },
  { name: 'build', run: command('npm', 'run', '--silent', 'build') },
  { name: 'workflows', needs: ['build'], run: tests('/test/workflows/', ['/replay'], built) },
  { name: 'replay', needs: ['build'], run: tests('/test/workflows/replay', [], built) },
  {
    name: 'playground',
    run: async () => playground('down') && (await runCommand(groundCommand('up'), { env: onGround, limitMinutes: 60 })),
  },
  {
    name: 'core',
    needs: ['build', 'playground'],
    run: async () => {
      const { isPassed, flaky: found } = await runCore(coreFiles(new RegExp(positionals.join('|'))), {
        runFile,
        settle,
      });
      flaky.push(...found);
      return isPassed;
    },
  },
];

const names = stages.map(({ name }) => name);
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. The stages are ${names.join(', ')}.`);
  process.exit(2);
}
const needed = stages.filter(({ name }) => wanted.includes(name)).flatMap(({ needs }) => needs ?? []);
const chosen = stages.filter(({ name }) => wanted.includes(name) || needed.includes(name));
const isOnGround = chosen.some(({ name }) => name === 'playground');
// Who is not root cannot have the ground, and is told so by the playground.
const isAllowed = process.getuid?.() === 0;
process.exit(isOnGround && isAllowed && !isApart ? await withGround(runApart) : await runStages());

async function runStages(): Promise<number> {
  const failed: string[] = [];
  for (const stage of chosen) {
    const begun = Date.now();
    console.log(`\n== ${stage.name}`);
    const missing = (stage.needs ?? []).filter((name) => failed.includes(name));
    if (missing.length > 0) console.error(`not begun: ${missing.join(' and ')} failed`);
    const isPassed = missing.length === 0 && (await stage.run());
    if (!isPassed) failed.push(stage.name);
    console.log(`== ${stage.name}: ${isPassed ? 'passed' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }
  for (const each of flaky) console.log(`flaky: ${each}`);
  console.log(`\n${chosen.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}
