import { join } from 'node:path';
import { build } from 'esbuild';
import { sourceDir } from './paths.js';

/** Writes a program of the playground as one file for Node 20, which outlives changes of the sources and of node_modules. */
export async function bundle(source: string, outfile: string): Promise<void> {
  const entry = join(sourceDir, source);
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
}
