import { TestWorkflowEnvironment } from '@temporalio/testing';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { withLock } from '../../../playground/lock.js';
import { storeDir } from '../../../playground/paths.js';
import { systemTrouble } from '../../../playground/problem.js';
import { which } from '../../../playground/programs/on-path.js';
import { fingerprint, makeOnce } from '../../../playground/store.js';
import { searchKeys } from '../../../workflows/search-keys.js';

/** `INDEXED_VALUE_TYPE_KEYWORD` */
const keyword = 2;
const pom = join(import.meta.dirname, 'pom.xml');

/**
 * A Temporal server whose clock jumps ahead whenever nothing runs: days pass in milliseconds. It is Temporal's own, in
 * Java; Maven brings it once into the playground's store (38 MB).
 * @throws Error that says what to install when `java` or `mvn` is missing.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const java = await needed('java', 'Java 17 or newer, for instance the package default-jre-headless');
  const recipe = await readFile(pom);
  const key = fingerprint(java, recipe);
  const made = join(storeDir, `time-skipping-${key}`);
  const make = () => makeOnce('time-skipping', key, (partial) => download(partial, java));
  const dir = existsSync(made) ? made : await withLock("download of the tests' Temporal server", make);
  const executable = { type: 'existing-path' as const, path: join(dir, 'server') };
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable },
    client: { identity: 'test' },
  });
  const searchAttributes = Object.fromEntries(Object.values(searchKeys).map(({ name }) => [name, keyword]));
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  return env;
}

async function download(dir: string, java: string): Promise<void> {
  const mvn = await needed('mvn', 'Maven 3.6 or newer, for instance the package maven');
  process.stderr.write("Maven downloads Temporal's time-skipping test server (38 MB), once ...\n");
  const begun = Date.now();
  const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${join(dir, 'lib')}`];
  await execa(mvn, ['-B', '-q', '-f', pom, ...copy], { stdin: 'ignore' }).catch((cause: unknown) => {
    throw systemTrouble(cause) ?? new Error(`Maven could not download the test server: ${firstLine(cause)}`, { cause });
  });
  // The class path is found beside the script itself: the folder gets its name when all of it is there.
  const lines = ['#!/bin/sh', `exec '${java}' -XX:TieredStopAtLevel=1 -cp "\${0%/*}/lib/*" ${main} "$@"`];
  await writeFile(join(dir, 'server'), `${lines.join('\n')}\n`);
  await chmod(join(dir, 'server'), 0o755);
  process.stderr.write(`... downloaded in ${Math.round((Date.now() - begun) / 1000)} s\n`);
}

const main = 'io.temporal.testserver.TestServer';

async function needed(name: string, what: string): Promise<string> {
  const path = await which(name);
  if (path !== undefined) return path;
  throw new Error(
    `The tests of workflows need a time-skipping Temporal server, and ${name} is missing. Install ${what}.`,
  );
}

function firstLine(cause: unknown): string {
  const output = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
  return output.split('\n').find((line) => line.includes('ERROR')) ?? String(cause);
}
