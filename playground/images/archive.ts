import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { type Entry, writeLayer } from './layer.js';

/** An image: its name with tag, its layers by name (lowest first), and how it runs. */
export interface Image {
  name: string;
  layers: string[];
  config: { Entrypoint?: string[]; Env?: string[]; User?: string; WorkingDir?: string };
}

interface StoredLayer {
  digest: string;
  file: string;
}

/** Writes images as one docker-archive: `ctr images import`, `docker load` and `kind load image-archive` read it. Shared layers are in it once. */
export async function writeArchive(file: string, layers: Record<string, Entry[]>, images: Image[]): Promise<void> {
  const stored = new Map<string, StoredLayer>();
  for (const [name, entries] of Object.entries(layers)) stored.set(name, await storeLayer(dirname(file), entries));
  const tar = pack();
  const written = pipeline(tar, createWriteStream(file));
  for (const { digest, file: layer } of stored.values()) {
    const { size } = await stat(layer);
    await pipeline(createReadStream(layer), tar.entry({ name: `${digest}.tar`, size, mtime: new Date(0) }));
  }
  const manifest = images.map((image) => {
    const digests = image.layers.map((name) => digestOf(stored, name));
    const config = JSON.stringify(imageConfig(image, digests));
    const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
    tar.entry({ name: configName, mtime: new Date(0) }, config);
    return { Config: configName, RepoTags: [image.name], Layers: digests.map((digest) => `${digest}.tar`) };
  });
  tar.entry({ name: 'manifest.json', mtime: new Date(0) }, JSON.stringify(manifest));
  tar.finalize();
  await written;
  await Promise.all([...stored.values()].map(({ file: layer }) => rm(layer)));
}

function digestOf(stored: Map<string, StoredLayer>, name: string): string {
  const layer = stored.get(name);
  if (!layer) throw new Error(`no layer ${name}`);
  return layer.digest;
}

function imageConfig(image: Image, digests: string[]): unknown {
  return {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: image.config,
    rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
  };
}

async function storeLayer(dir: string, entries: Entry[]): Promise<StoredLayer> {
  const partial = join(dir, 'layer.partial');
  await writeLayer(entries, createWriteStream(partial));
  const hash = createHash('sha256');
  await pipeline(createReadStream(partial), hash);
  const digest = hash.digest('hex');
  const file = join(dir, `${digest}.layer`);
  await rename(partial, file);
  return { digest, file };
}
