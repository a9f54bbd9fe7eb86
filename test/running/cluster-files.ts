import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failedFile } from './ground.js';

/** The files of the long suite whose path matches, in the order of their paths. */
export function clusterFiles(pattern: RegExp): string[] {
  const all = readdirSync('test/cluster', { recursive: true, encoding: 'utf8' });
  const files = all.filter((name) => name.endsWith('.test.ts')).map((name) => join('test/cluster', name));
  return files.filter((file) => pattern.test(file)).toSorted();
}

/** Those that failed when they ran last, and are still there. */
export function failedFiles(): string[] {
  return existsSync(failedFile)
    ? (JSON.parse(readFileSync(failedFile, 'utf8')) as string[]).filter((file) => existsSync(file))
    : [];
}

/** Keeps how a file went this time. */
export function keepResult(file: string, isPassed: boolean): void {
  const others = failedFiles().filter((each) => each !== file);
  mkdirSync(dirname(failedFile), { recursive: true });
  writeFileSync(failedFile, JSON.stringify([...others, ...(isPassed ? [] : [file])]));
}
