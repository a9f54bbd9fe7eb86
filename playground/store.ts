import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { storeDir } from './paths.js';

/** A short fingerprint of everything a thing is made from. */
export function fingerprint(...inputs: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs)
    hash
      .update(String(Buffer.byteLength(input)))
      .update(':')
      .update(input);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Answers the folder of `name` made from `key`, and calls `make` when it is not there yet. It appears whole or not at
 * all: `make` fills a folder beside it, which takes its name at the end. Older makes of the same name are removed. Whoever
 * else wants it meanwhile, from whatever home, waits.
 */
export async function makeOnce(name: string, key: string, make: (dir: string) => Promise<void>): Promise<string> {
  const done = join(storeDir, `${name}-${key}`);
  if (existsSync(done)) return done;
  const lock = { file: join(storeDir, `${name}.lock`), taken: `Another command makes ${name}` };
  return withLock(name, () => makeNow(name, done, make), lock);
}

async function makeNow(name: string, done: string, make: (dir: string) => Promise<void>): Promise<string> {
  if (existsSync(done)) return done;
  const partial = `${done}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await make(partial);
  await rename(partial, done);
  await removeOthers(name, done);
  return done;
}

async function removeOthers(name: string, keep: string): Promise<void> {
  const older = (await readdir(storeDir)).filter((entry) =>
    new RegExp(`^${name}-[0-9a-f]{16}(\\.partial)?$`).test(entry),
  );
  await Promise.all(
    older
      .map((entry) => join(storeDir, entry))
      .filter((path) => path !== keep)
      .map((path) => rm(path, { recursive: true, force: true })),
  );
}
