import { readdirSync } from 'node:fs';
import type { FileResult } from './run-file.js';

/** By what a file is run, and the ground put back. */
export interface Running {
  runFile: (file: string) => Promise<FileResult>;
  settle: () => boolean;
}

/** How the tests of the gate that stand on the cluster went. */
export interface CoreResult {
  isPassed: boolean;
  /** Files that passed the second time alone, each with why it failed the first. */
  flaky: string[];
}

/** The files of those tests whose path matches. */
export function coreFiles(pattern: RegExp): string[] {
  const files = readdirSync('test/core').filter((name) => name.endsWith('.test.ts'));
  return files.map((name) => `test/core/${name}`).filter((path) => pattern.test(path));
}

/**
 * Runs the files one after another. One that fails is run once more, on ground that was put back: when it passes then, it
 * is told as flaky, and is a bug to be understood.
 */
export async function runCore(files: string[], { runFile, settle }: Running): Promise<CoreResult> {
  const flaky: string[] = [];
  let isPassed = true;
  for (const file of files) {
    const { failures } = await runFile(file);
    if (failures.length === 0) continue;
    console.log(`\n${file} failed; once more, after a reset`);
    const isMended = settle() && (await runFile(file)).failures.length === 0;
    if (isMended) flaky.push(`${file}: ${failures.join('; ')}`);
    else isPassed = false;
  }
  return { isPassed, flaky };
}
