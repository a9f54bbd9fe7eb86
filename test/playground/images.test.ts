import { afterAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { writeArchive } from '../../playground/images/archive.js';
import { type Entry, program } from '../../playground/images/layer.js';

const dir = mkdtempSync(join(tmpdir(), 'sluice-images-'));
afterAll(() => rmSync(dir, { recursive: true }));

const base: Entry[] = [
  { kind: 'text', path: 'etc/passwd', text: 'root:x:0:0:root:/:/bin/sh\n' },
  { kind: 'link', path: 'bin/sh', to: 'busybox' },
  { kind: 'folder', path: 'tmp', mode: 0o1777 },
];
const images = [
  { name: 'docker.io/sluice/app:v1', layers: ['base', 'app'], config: { Env: ['VERSION=v1'] } },
  { name: 'docker.io/sluice/app:v2', layers: ['base', 'app'], config: { Env: ['VERSION=v2'] } },
];

async function archive(name: string, app: string): Promise<Map<string, string>> {
  const file = join(dir, name);
  await writeFile(join(dir, 'app'), app);
  await writeArchive(file, { base, app: [{ kind: 'file', path: 'app', from: join(dir, 'app'), mode: 0o755 }] }, images);
  const found = new Map<string, string>();
  const reading = extract();
  createReadStream(file).pipe(reading);
  for await (const entry of reading) found.set(entry.header.name, await text(entry));
  return found;
}

test('versions share their layers and differ in their configuration', async () => {
  const files = await archive('one.tar', 'x');
  const manifest = JSON.parse(files.get('manifest.json') ?? '') as {
    Config: string;
    RepoTags: string[];
    Layers: string[];
  }[];
  expect(manifest.map(({ RepoTags }) => RepoTags)).toEqual([['docker.io/sluice/app:v1'], ['docker.io/sluice/app:v2']]);
  expect(manifest[0]?.Layers).toEqual(manifest[1]?.Layers);
  expect([...files.keys()].filter((name) => name.endsWith('.tar'))).toHaveLength(2);
  for (const { Config, Layers } of manifest) {
    const config = JSON.parse(files.get(Config) ?? '') as { rootfs: { diff_ids: string[] } };
    expect(config.rootfs.diff_ids).toEqual(Layers.map((layer) => `sha256:${layer.replace('.tar', '')}`));
    expect(Config).toBe(
      `${createHash('sha256')
        .update(files.get(Config) ?? '')
        .digest('hex')}.json`,
    );
  }
});

test('the same contents give the same bytes', async () => {
  await archive('one.tar', 'x');
  await archive('two.tar', 'x');
  await archive('three.tar', 'y');
  const [one, two, three] = await Promise.all(
    ['one.tar', 'two.tar', 'three.tar'].map((name) => readFile(join(dir, name))),
  );
  expect(one?.equals(two ?? Buffer.of())).toBe(true);
  expect(one?.equals(three ?? Buffer.of())).toBe(false);
});

test('a program brings the libraries that its loader asks for', async () => {
  const entries = await program(process.execPath, 'usr/bin/node');
  expect(entries[0]).toMatchObject({ path: 'usr/bin/node', mode: 0o755 });
  expect(entries.some(({ path }) => /ld-linux/.test(path))).toBe(true);
  expect(entries.every(({ path }) => !path.startsWith('/'))).toBe(true);
});
