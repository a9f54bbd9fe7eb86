/**
 * The long suite, `npm run test:cluster [-- PATTERN]`: every scenario on the cluster that the gate has no time for, a file at
 * a time, each on ground that was put back, with its time; a table at the end. `--failed` runs those that failed when they
 * ran last. Exit code 1 when one failed, 2 when there is none.
 */
import { parseArgs } from 'node:util';
import { isApart, runApart } from './running/apart.js';
import { clusterFiles, failedFiles, keepResult } from './running/cluster-files.js';
import { beginAnew, settle, withGround } from './running/ground.js';
import { runCommand } from './running/run-command.js';
import { type FileResult, runFile } from './running/run-file.js';

const { values, positionals } = parseArgs({
  options: { failed: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const pattern = new RegExp(positionals.join('|'));
const files = values.failed ? failedFiles().filter((file) => pattern.test(file)) : clusterFiles(pattern);
if (files.length === 0) {
  console.error(values.failed ? 'None failed when it ran last.' : `No file below test/cluster matches ${pattern}.`);
  process.exit(2);
}
process.exit(isApart ? await runAll() : await withGround(runApart));

async function runAll(): Promise<number> {
  const build: [string, ...string[]] = ['npm', 'run', '--silent', 'build'];
  if (!(await runCommand(build, { limitMinutes: 10 })) || !beginAnew()) return 1;
  const results: FileResult[] = [];
  for (const file of files) {
    console.log(`\n== ${file} (${results.length + 1} of ${files.length})`);
    const result = settle() ? await runFile(file) : notBegun(file);
    results.push(result);
    keepResult(file, result.failures.length === 0);
    console.log(`== ${lineOf(result)}`);
  }
  const failed = results.filter(({ failures }) => failures.length > 0);
  console.log(`\n${results.map(lineOf).join('\n')}\n`);
  for (const { file, failures } of failed) console.log([file, ...failures].join('\n  '));
  console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

const notBegun = (file: string): FileResult => ({
  file,
  seconds: 0,
  failures: ['the playground could not be put back'],
});

function lineOf({ file, seconds, failures }: FileResult): string {
  return `${failures.length === 0 ? 'passed' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s  ${file}`;
}
