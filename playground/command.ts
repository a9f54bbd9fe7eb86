import { execa, type Options } from 'execa';
import { Problem } from './problem.js';

/** What a missing program means to the person: which package has it. */
const packages: Record<string, string> = {
  go: 'Go 1.26 or newer (go.dev/dl, or your package manager)',
  'apt-get': 'a Debian or Ubuntu machine',
  'dpkg-deb': 'a Debian or Ubuntu machine',
  python3: 'Python 3 with pip',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount (util-linux)',
  ip: 'iproute2',
};

/**
 * Runs a program to its end, without a shell, and answers its standard output.
 * @throws Problem when the program is not on this machine; the library's error, with standard error, when it fails.
 */
export async function run(file: string, args: string[], options: Options = {}): Promise<string> {
  try {
    const { stdout } = await execa(file, args, { stdin: 'ignore', ...options });
    return typeof stdout === 'string' ? stdout : '';
  } catch (error) {
    if (isMissing(error)) throw missing(file, error);
    throw error;
  }
}

/** The error for a program that is not there. */
export function missing(file: string, cause?: unknown): Problem {
  return new Problem(`${file} is missing on this machine`, `Install ${packages[file] ?? file}`, { cause });
}

/** Whether a call failed since the program is not there at all. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
