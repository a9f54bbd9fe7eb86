import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Quantiles, quantiles } from '../release/quantiles.js';
import { recordingOf } from './recording.js';
import type { Scenario } from './scenario.js';

const alike: Scenario = {
  ...{ table: 'alike', name: 'as fast', takes: (ms) => ms },
  ...{ rate: 20, stable: 0.001, canary: 0.001, releases: 1 },
};
/** So many are made, and each release is recorded so often: of a million lines the start hardly counts. */
const [linesMade, times] = [200_000, 5];

/** The boundaries of the lines in docs/judgement.md. */
const fewBoundaries = ['100', '250'];

/**
 * Lines a second that `npm run -s judge` reads, its start included: with the boundaries of docs/judgement.md for both versions
 * in each, and with thirteen.
 */
export function measureJudge(runs: number): { lines: number; few: Quantiles; many: Quantiles } {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-judge-'));
  const file = join(folder, 'recording.jsonl');
  try {
    const lines = record(file, fewBoundaries);
    const few = speeds(file, lines, runs);
    return { lines, few, many: speeds(file, record(file), runs) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function speeds(file: string, lines: number, runs: number): Quantiles {
  return quantiles(Array.from({ length: runs }, () => lines / secondsFor(file)));
}

function record(file: string, boundaries?: readonly string[]): number {
  const to = openSync(file, 'w');
  let lines = 0;
  for (let release = 1; lines < linesMade * times; release += 1) {
    const all = [...recordingOf(alike, release / 1000, boundaries)];
    writeSync(to, `${all.join('\n')}\n`.repeat(times));
    lines += all.length * times;
  }
  closeSync(to);
  return lines;
}

function secondsFor(file: string): number {
  const from = openSync(file, 'r');
  const started = performance.now();
  const { status } = spawnSync('npm', ['run', '-s', 'judge'], { stdio: [from, 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('npm run -s judge failed');
  closeSync(from);
  return (performance.now() - started) / 1000;
}
