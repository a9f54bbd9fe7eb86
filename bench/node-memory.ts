import { readdir, readFile } from 'node:fs/promises';
import { nodePid } from '../playground/node/start.js';

/** Bytes of memory that the node's processes have, pages they share counted once (the sum of their PSS). */
export async function nodeMemory(): Promise<number> {
  const first = nodePid();
  if (first === undefined) throw new Error('the node is down');
  // Pods have pid namespaces of their own, below the node's: every process that is a descendant counts.
  const parents = new Map<number, number>();
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    parents.set(Number(entry), Number(stat.replace(/^.*\) /s, '').split(' ')[1]));
  }
  const ours = [...parents.keys()].filter((pid) => descendsFrom(pid, first, parents));
  const sizes = await Promise.all(ours.map((pid) => proportionalSize(pid)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function descendsFrom(pid: number, ancestor: number, parents: Map<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at))
    if (at === ancestor) return true;
  return false;
}

async function proportionalSize(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}
