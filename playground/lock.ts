import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lockFile } from './paths.js';
import { Problem } from './problem.js';

/**
 * Runs `work` while no other process changes the playground, or what else `file` stands for. When one does, says who it
 * is and waits. The lock is the kernel's (flock): it ends with its holder, however that ends.
 */
export async function withLock<T>(
  verb: string,
  work: () => Promise<T>,
  { file, taken }: Lock = playgroundLock,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const release = (await take(file, '--nonblock')) ?? (await waitForHolder({ file, taken }));
  try {
    writeFileSync(file, `${verb}, process ${process.pid}, since ${new Date().toISOString()}`);
    return await work();
  } finally {
    release();
  }
}

/** A file to be locked, and what its holder does, in words: "Another command changes the playground". */
export interface Lock {
  file: string;
  taken: string;
}

const playgroundLock: Lock = { file: lockFile, taken: 'Another command changes the playground' };

async function waitForHolder({ file, taken }: Lock): Promise<() => void> {
  const holder = readFileSync(file, 'utf8').trim() || 'another process';
  console.error(`${taken} (${holder}); waiting for it ...`);
  const release = await take(file);
  if (!release) throw new Problem(`The lock ${file} could not be taken`, `Look at who uses it`);
  return release;
}

/** A child holds the lock until its standard input closes, which our own death does, too. */
function take(file: string, ...flags: string[]): Promise<(() => void) | undefined> {
  const holder = spawn('flock', [...flags, '--no-fork', file, 'sh', '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true, // Ctrl-C is for us, who then let go in our own time
  });
  return new Promise((resolve, reject) => {
    holder.once('error', () => reject(new Problem('flock is missing', 'Install util-linux')));
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
    holder.once('exit', () => resolve(undefined));
  });
}
