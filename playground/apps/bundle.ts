import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes the demo program as one CommonJS file that needs nothing but Node 20.
 * The same sources give the same bytes on every machine. Rejects with esbuild's messages when the sources do not build.
 */
export async function bundleProgram(outFile: string): Promise<void> {
  await build({
    // esbuild writes paths relative to this folder into the file; without it the bytes depend on the caller's folder.
    absWorkingDir: root,
    entryPoints: ['playground/apps/program/main.ts'],
    outfile: outFile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'silent',
  });
}
