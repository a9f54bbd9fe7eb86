import { readdirSync } from 'node:fs';
import { settle } from './ground.js';
import { runFile } from './run-file.js';

/**
 * Runs the few tests of the gate that stand on the cluster, a file at a time. One that fails is run once more, on ground
 * that was put back: when it passes then, it is told as flaky, and is a bug to be understood.
 */
export async function runCore(chosen: RegExp): Promise<{ isPassed: boolean; flaky: string[] }> {
  const flaky: string[] = [];
  let isPassed = true;
  const files = readdirSync('test/core').filter((name) => name.endsWith('.test.ts'));
  for (const file of files.map((name) => `test/core/${name}`).filter((path) => chosen.test(path))) {
    const { failures } = await runFile(file);
    if (failures.length === 0) continue;
    console.log(`\n${file} failed; once more, after a reset`);
    settle();
    const again = await runFile(file);
    if (again.failures.length === 0) flaky.push(`${file}: ${failures.join('; ')}`);
    else isPassed = false;
  }
  return { isPassed, flaky };
}
