import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onGround } from './ground.js';
import { jest } from './jest.js';
import { runCommand } from './run-command.js';

/** How a test file went. */
export interface FileResult {
  file: string;
  seconds: number;
  /** What failed, and the first line of why; empty: it passed. */
  failures: string[];
}

/** What jest writes with `--json`, as far as we read it. */
interface Report {
  testResults: {
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** No file needs as long: one that does hangs. */
const limitMinutes = 30;

/** Runs one test file on the tests' playground. */
export async function runFile(file: string): Promise<FileResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tests-'));
  const output = join(folder, 'report.json');
  const begun = Date.now();
  const { command, env } = jest('--runTestsByPath', file, '--json', '--outputFile', output);
  const isPassed = await runCommand(command, {
    ...{ env: { ...onGround, ...env }, limitMinutes, isOver: () => existsSync(output) },
  });
  const found = existsSync(output) ? failuresOf(JSON.parse(readFileSync(output, 'utf8')) as Report) : undefined;
  rmSync(folder, { recursive: true });
  const failures = found ?? [`it did not end within ${limitMinutes} minutes, or jest could not run it`];
  const seconds = Math.round((Date.now() - begun) / 100) / 10;
  return { file, seconds, failures: isPassed || failures.length > 0 ? failures : ['it did not end by itself'] };
}

function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && assertionResults.length === 0 && message !== '') return [firstLine(message)];
    return failed.map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages[0] ?? '')}`);
  });
}

/** Without the terminal's colours. */
function firstLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return (text.replaceAll(/\u001b\[\d*m/g, '').split('\n')[0] ?? '').slice(0, 300);
}
