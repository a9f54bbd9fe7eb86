/**
 * `npm run -s judge`: judges recorded releases by themselves. Reads JSON lines on standard input, or with `--matrix FILE`
 * what Prometheus has answered, and prints a line for each change of verdict; docs/judgement.md has all three. Exit code 2
 * for what cannot be read.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Known } from './matrix.js';
import { Recording } from './recording.js';
import { Replay } from './replay.js';

const write = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const { values } = parseArgs({
    options: {
      matrix: { type: 'string' },
      canary: { type: 'string' },
      stable: { type: 'string' },
      begins: { type: 'string' },
    },
  });
  const { matrix, begins, canary, stable } = values;
  if (matrix === undefined) await judgeLines();
  else
    await judgeMatrix(await readFile(matrix, 'utf8'), {
      canary,
      stable,
      begins: begins === undefined ? begins : secondsOf(begins),
    });
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 2;
}

/** A chunk at a time, as many lines as it ends: to wait for each by itself would take longer than to judge it. */
async function judgeLines(): Promise<void> {
  const recording = new Recording(write);
  let begun = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    const lines = `${begun}${chunk}`.split('\n'); // what Windows ends lines with besides is a space to JSON
    begun = lines.pop() ?? '';
    for (const line of lines) recording.hear(line);
  }
  recording.hear(begun);
  recording.end();
}

async function judgeMatrix(text: string, known: Known): Promise<void> {
  const { ticksOfMatrix } = await import('./matrix.js'); // its schema would take a tenth of a second of who has lines
  const replay = new Replay('1', write);
  for (const tick of ticksOfMatrix(text, known)) replay.hearTick(tick);
  replay.end();
}

function secondsOf(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(seconds))
    throw new Error(`--begins ${text}: seconds since 1970 or a time are wanted, such as 2026-11-29T10:00:00Z`);
  return seconds;
}
