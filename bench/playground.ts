import { execa } from 'execa';
import { nodeMemory } from './node-memory.js';

async function seconds(...args: string[]): Promise<number> {
  console.error(`playground ${args.join(' ')} ...`);
  const started = Date.now();
  await execa(process.execPath, ['start.mjs', 'playground/main.ts', ...args], { stdin: 'ignore' });
  return Math.round((Date.now() - started) / 100) / 10;
}

async function times(count: number, ...args: string[]) {
  const all: number[] = [];
  for (let run = 0; run < count; run += 1) all.push(await seconds(...args));
  const sorted = all.toSorted((a, b) => a - b);
  return { min: sorted[0] ?? 0, median: sorted[Math.floor(count / 2)] ?? 0, max: sorted.at(-1) ?? 0, n: count };
}

/** What the playground costs: it is taken down and up again; programs and images come from the cache. */
export async function measurePlayground() {
  await seconds('up');
  const upWhenUp = await times(5, 'up');
  const reset = await times(3, 'reset');
  const memoryMb = Math.round((await nodeMemory()) / 1024 ** 2);
  const down = await seconds('down');
  const upFromCache = await seconds('up');
  return {
    ...{ upWhenUpSeconds: upWhenUp, resetSeconds: reset, downSeconds: down },
    ...{ upFromCacheSeconds: upFromCache, memoryMb },
  };
}
