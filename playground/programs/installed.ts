import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeDir } from '../paths.js';
import { Problem } from '../problem.js';
import { which } from './on-path.js';

/** Where a program is that was built before or is on the PATH; nothing is built for it. @throws Problem when it is nowhere. */
export async function installed(name: string): Promise<string> {
  const stored = existsSync(storeDir)
    ? (await readdir(storeDir)).map((entry) => join(storeDir, entry, 'bin', name))
    : [];
  const found = stored.find((path) => existsSync(path) && !path.includes('.partial/')) ?? (await which(name));
  if (found === undefined)
    throw new Problem(
      `${name} is missing on this machine`,
      `Install ${name}, or run npm run playground up, which builds it`,
    );
  return found;
}
