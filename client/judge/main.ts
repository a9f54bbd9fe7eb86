/**
 * `npm run -s judge`: judges recorded releases by themselves. Reads JSON lines on standard input and prints one for each
 * change of verdict; docs/judgement.md has both. Exit code 2 for a line that cannot be read.
 */
import { createInterface } from 'node:readline';
import { readLine } from './line.js';
import { Replay } from './replay.js';

const write = (text: string): void => void process.stdout.write(`${text}\n`);

let replay = new Replay('1', write);
let number = 0;
for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  number += 1;
  if (text.trim() === '') continue;
  try {
    const line = readLine(text);
    if (line.kind === 'release') {
      replay.end();
      replay = new Replay(line.release, write);
    } else replay.hear(line);
  } catch (cause) {
    console.error(`Line ${number}: ${cause instanceof Error ? cause.message : String(cause)}`);
    process.exitCode = 2;
    break;
  }
}
replay.end();
