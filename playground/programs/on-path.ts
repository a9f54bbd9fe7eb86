import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { home, storeDir } from '../paths.js';
import type { ProgramGroup } from './catalogue.js';

/** Where the group's programs are on the PATH, when all are there in a version that does; else undefined. */
export async function findOnPath(group: ProgramGroup): Promise<Record<string, string> | undefined> {
  const found = await Promise.all(group.programs.map(async (name) => [name, await which(name)] as const));
  if (found.some(([, path]) => path === undefined)) return undefined;
  const [file, ...args] = group.version.command;
  const { stdout, stderr } = await execa(file, args, { reject: false, timeout: 10_000, stdin: 'ignore' });
  if (!group.version.accepts.test(`${stdout}${stderr}`)) return undefined;
  return Object.fromEntries(found.map(([name, path]) => [name, path ?? '']));
}

/** The first program of that name on the PATH. Our own store does not count: what is there may be replaced. */
export async function which(name: string): Promise<string | undefined> {
  const dirs = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => !dir.startsWith(home) && !dir.startsWith(storeDir));
  for (const dir of dirs) {
    const path = join(dir, name);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
