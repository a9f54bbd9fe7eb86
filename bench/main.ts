/**
 * `npm run bench`: measures what docs/performance.md claims of the playground. `--json` prints one object. It takes the
 * playground down and up again; programs and images come from the cache.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { nodeMemory } from './node-memory.js';

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
const say = (text: string): void => console.error(text);

async function seconds(...args: string[]): Promise<number> {
  say(`playground ${args.join(' ')} ...`);
  const started = Date.now();
  await execa(process.execPath, ['start.mjs', 'playground/main.ts', ...args], { stdin: 'ignore' });
  return Math.round((Date.now() - started) / 100) / 10;
}

async function times(
  count: number,
  ...args: string[]
): Promise<{ min: number; median: number; max: number; n: number }> {
  const all: number[] = [];
  for (let run = 0; run < count; run += 1) all.push(await seconds(...args));
  const sorted = all.toSorted((a, b) => a - b);
  return { min: sorted[0] ?? 0, median: sorted[Math.floor(count / 2)] ?? 0, max: sorted.at(-1) ?? 0, n: count };
}

await seconds('up');
const upWhenUp = await times(5, 'up');
const reset = await times(3, 'reset');
const memoryMb = Math.round((await nodeMemory()) / 1024 ** 2);
const down = await seconds('down');
const upFromCache = await seconds('up');
const result = {
  machine: {
    cores: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  },
  playground: {
    upWhenUpSeconds: upWhenUp,
    resetSeconds: reset,
    downSeconds: down,
    upFromCacheSeconds: upFromCache,
    memoryMb,
  },
};
console.log(json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
