import { existsSync, readdirSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { home, storeDir } from './paths.js';
import { otherWays, Problem } from './problem.js';
import { which } from './programs/on-path.js';

/** Programs of the machine itself that a node needs, each with the package that has it. */
const needed = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  flock: 'util-linux',
  mount: 'mount',
  ip: 'iproute2',
  hostname: 'hostname',
};
/** What only building needs. */
const neededToBuild = {
  go: 'Go 1.26 or newer, go.dev/dl',
  python3: 'Python 3 with pip',
  'apt-get': 'a Debian or Ubuntu machine has it',
  'dpkg-deb': 'a Debian or Ubuntu machine has it',
};
const gigabyte = 1024 ** 3;
/** docs/performance.md has what was measured. */
const bytesToBuild = 10 * gigabyte;
const bytesToRun = 3 * gigabyte;

/** @throws Problem with everything at once that keeps this machine from running a node. */
export async function checkMachine(): Promise<void> {
  const missing = [
    ...(process.platform === 'linux' ? [] : [`this is ${process.platform}, not Linux`]),
    ...(process.getuid?.() === 0 ? [] : ['you are not root']),
    ...(await missingPrograms()),
    ...(await missingSpace()),
  ];
  if (missing.length === 0) return;
  throw new Problem(`This machine cannot run a node: ${missing.join('; ')}`, `Mend that, ${otherWays}`);
}

async function missingPrograms(): Promise<string[]> {
  const wanted = Object.entries(isBuilt() ? needed : { ...needed, ...neededToBuild });
  const checked = await Promise.all(
    wanted.map(async ([name, from]) => ((await which(name)) ? [] : [`${name} is missing (install ${from})`])),
  );
  return checked.flat();
}

async function missingSpace(): Promise<string[]> {
  await mkdir(home, { recursive: true });
  const { bavail, bsize } = await statfs(home);
  const wanted = isBuilt() ? bytesToRun : bytesToBuild;
  if (bavail * bsize >= wanted) return [];
  const gigabytes = (bytes: number) => `${(bytes / gigabyte).toFixed(1)} GB`;
  return [`${gigabytes(wanted)} of disk are wanted at ${home} and ${gigabytes(bavail * bsize)} are free`];
}

/** Whether an earlier up has built the programs; perhaps not all of today's, then what is missing is told later. */
function isBuilt(): boolean {
  return existsSync(storeDir) && readdirSync(storeDir).some((name) => /^go-[0-9a-f]+$/.test(name));
}
