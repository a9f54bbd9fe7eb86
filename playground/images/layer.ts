import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { run } from '../command.js';

/** One thing in an image's file system. `path` is absolute, without its leading slash. */
export type Entry = { path: string; mode?: number } & (
  { kind: 'file'; from: string } | { kind: 'text'; text: string } | { kind: 'link'; to: string } | { kind: 'folder' }
);

/** A program as `path` in the image, with the shared libraries it needs, in the places where its loader looks. */
export async function program(from: string, path: string, libraryPath = ''): Promise<Entry[]> {
  const listed = await run('ldd', [from], { env: { LD_LIBRARY_PATH: libraryPath } }).catch(() => ''); // static: no list
  const libraries = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, library = '']) => library);
  const asFile = async (library: string): Promise<Entry> => ({
    kind: 'file',
    path:
      libraryPath && library.startsWith(libraryPath)
        ? `usr/lib/x86_64-linux-gnu${library.slice(libraryPath.length)}`
        : library.slice(1),
    from: await realpath(library),
    mode: 0o755, // the loader is one of them and is executed
  });
  return [
    { kind: 'file', path, from: await realpath(from), mode: 0o755 },
    ...(await Promise.all(libraries.map(asFile))),
  ];
}

/** A folder with all that is in it. */
export async function tree(from: string, path: string): Promise<Entry[]> {
  const names = await readdir(from, { recursive: true });
  const entries = names.map(async (name): Promise<Entry> => {
    const source = join(from, name);
    const info = await lstat(source);
    if (info.isSymbolicLink()) return { kind: 'link', path: `${path}/${name}`, to: await readlink(source) };
    if (info.isDirectory()) return { kind: 'folder', path: `${path}/${name}` };
    return { kind: 'file', path: `${path}/${name}`, from: source, mode: info.mode & 0o777 };
  });
  return Promise.all(entries);
}

/** Writes the entries as a tar that is the same, byte for byte, whenever its contents are. The first of a path wins. */
export async function writeLayer(entries: Entry[], output: NodeJS.WritableStream): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, output);
  const unique = [...new Map(entries.toReversed().map((entry) => [entry.path, entry])).values()];
  for (const entry of unique.toSorted((a, b) => (a.path < b.path ? -1 : 1))) await add(tar, entry);
  tar.finalize();
  await written;
}

async function add(tar: Pack, entry: Entry): Promise<void> {
  const header = {
    name: entry.path,
    mtime: new Date(0),
    uid: 0,
    gid: 0,
    ...(entry.mode === undefined ? {} : { mode: entry.mode }),
  };
  switch (entry.kind) {
    case 'file': {
      const { size } = await stat(entry.from);
      await pipeline(createReadStream(entry.from), tar.entry({ ...header, size }));
      return;
    }
    case 'text':
      tar.entry(header, entry.text);
      return;
    case 'link':
      tar.entry({ ...header, type: 'symlink', linkname: entry.to });
      return;
    case 'folder':
      tar.entry({ mode: 0o755, ...header, type: 'directory' });
      return;
  }
}
