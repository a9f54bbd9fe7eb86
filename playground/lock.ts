import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lockFile } from './paths.js';
import { Problem } from './problem.js';

/**
 * Runs `work` while no other process changes the playground. When one does, says who it is and waits.
 * The lock is the kernel's (flock): it ends with its holder, however that ends.
 */
export async function withLock<T>(verb: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lockFile), { recursive: true });
  const release = (await take('--nonblock')) ?? (await waitForHolder());
  try {
    writeFileSync(lockFile, `${verb}, process ${process.pid}, since ${new Date().toISOString()}`);
    return await work();
  } finally {
    release();
  }
}

async function waitForHolder(): Promise<() => void> {
  const holder = readFileSync(lockFile, 'utf8').trim() || 'another process';
  console.error(`Another command changes the playground (${holder}); waiting for it ...`);
  const release = await take();
  if (!release) throw new Problem('The lock on the playground could not be taken', `Look at who uses ${lockFile}`);
  return release;
}

/** A child holds the lock until its standard input closes, which our own death does, too. */
function take(...flags: string[]): Promise<(() => void) | undefined> {
  const holder = spawn('flock', [...flags, '--no-fork', lockFile, 'sh', '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true, // Ctrl-C is for us, who then let go in our own time
  });
  return new Promise((resolve, reject) => {
    holder.once('error', () => reject(new Problem('flock is missing', 'Install util-linux')));
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
    holder.once('exit', () => resolve(undefined));
  });
}
