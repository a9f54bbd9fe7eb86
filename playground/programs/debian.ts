import { execa } from 'execa';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, missing, run } from '../command.js';
import { otherWays, Problem } from '../problem.js';
import { fingerprint, makeOnce } from '../store.js';

/** Unpacked beside each other, not installed: nothing of the machine's own changes. */
const packages = [
  ...['containerd', 'runc', 'containernetworking-plugins', 'libseccomp2'],
  ...[
    'nftables',
    'iptables',
    'libnftables1',
    'libnftnl11',
    'libmnl0',
    'libjansson4',
    'libxtables12',
    'libip4tc2',
    'libip6tc2',
  ],
  ...['libnetfilter-conntrack3', 'libnfnetlink0', 'libedit2', 'libbsd0', 'libmd0'],
  ...['busybox-static', 'catatonit', 'curl'],
];

/** A folder with the unpacked Debian packages (`usr/bin`, `usr/sbin`, `usr/lib` ...). */
export async function debianRoot(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return makeOnce('debian', fingerprint(release, ...packages), async (dir) => {
    const downloads = join(dir, 'downloads');
    await mkdir(downloads);
    await chmod(downloads, 0o777); // apt downloads as its own user
    await download(downloads);
    for (const deb of await readdir(downloads)) await run('dpkg-deb', ['-x', join(downloads, deb), dir]);
    await rm(downloads, { recursive: true });
    await mergeUsr(dir);
  });
}

/** The package lists of a new machine are old or missing: then they are fetched and the download is tried once more. */
async function download(cwd: string): Promise<void> {
  const apt = (...args: string[]) => execa('apt-get', ['-qq', ...args], { cwd, stdin: 'ignore' });
  try {
    await apt('download', ...packages).catch(async (error: unknown) => {
      if (isMissing(error)) throw missing('apt-get', error);
      await apt('update');
      await apt('download', ...packages);
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'Debian packages could not be downloaded',
      `Check the network and apt-get's sources, ${otherWays}`,
      {
        cause: error,
      },
    );
  }
}

/** Some packages still carry `bin`, `sbin` and `lib` beside `usr`; the machine's layout has them in `usr`. */
async function mergeUsr(dir: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib']) {
    await run(
      'sh',
      ['-c', 'if [ -d "$1" ]; then mkdir -p usr/"$1" && cp -a "$1"/. usr/"$1"/ && rm -rf "$1"; fi', 'sh', name],
      { cwd: dir },
    );
  }
}
