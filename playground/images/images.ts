import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProgram } from '../apps/bundle.js';
import { home, sourceDir, storeDir } from '../paths.js';
import type { Toolchain } from '../programs/programs.js';
import { fingerprint, makeOnce } from '../store.js';
import { writeArchive } from './archive.js';
import { appImages, type Contents, systemImages } from './catalogue.js';

/** The archives with all images, and what they were made from. */
export interface Images {
  archives: string[];
  key: string;
}

/** Makes the images that are not in the store yet. */
export async function images(tools: Toolchain, report: (text: string) => void): Promise<Images> {
  report('system images');
  const toolNames = JSON.stringify(tools).replaceAll(storeDir, ''); // homes may share a store
  const toolKey = fingerprint(toolNames, process.execPath, process.version, ...(await recipe()));
  const system = await archive('images-system', toolKey, () => systemImages(tools));
  report('application images');
  const bundle = join(home, 'app.cjs');
  await bundleProgram(bundle);
  const appKey = fingerprint(toolKey, await readFile(bundle));
  const apps = await archive('images-apps', appKey, () => appImages(tools, bundle));
  return { archives: [system, apps], key: fingerprint(toolKey, appKey) };
}

async function archive(name: string, key: string, contents: () => Promise<Contents>): Promise<string> {
  const dir = await makeOnce(name, key, async (partial) => {
    const { layers, images: made } = await contents();
    await writeArchive(join(partial, 'images.tar'), layers, made);
  });
  return join(dir, 'images.tar');
}

/** What decides what is in an image, besides the programs. */
function recipe(): Promise<string[]> {
  return Promise.all(['catalogue.ts', 'layer.ts'].map((file) => readFile(join(sourceDir, 'images', file), 'utf8')));
}
