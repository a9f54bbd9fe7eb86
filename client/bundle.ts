/**
 * Bundles the command line at build time into one file, and keeps what V8 compiles of it on the way to Temporal, so that it
 * starts sooner: to load Temporal's client takes longer than what most commands do.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundledScript, bundleFile, compiledFile, runBundled } from './bundled.js';

const start = "import { commandLine } from './program.js';\nvoid commandLine(process.argv.slice(2));\n";

if (process.argv.includes('--compile')) compile();
else await bundle();

async function bundle(): Promise<void> {
  await build({
    stdin: { contents: start, resolveDir: import.meta.dirname },
    ...{ outfile: bundleFile, bundle: true, minify: true, legalComments: 'none', logLevel: 'warning' },
    ...{ platform: 'node', format: 'cjs', target: 'node20' },
  });
  const env = { ...process.env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  execFileSync(process.execPath, [import.meta.filename, '--compile'], { stdio: 'ignore', env });
}

/** Has the bundle ask a Temporal that is not there, and keeps what was compiled for that. */
function compile(): void {
  const script = bundledScript();
  process.once('exit', () => {
    writeFileSync(compiledFile, script.createCachedData());
    process.exitCode = 0; // of the build
  });
  process.argv.splice(2, Number.POSITIVE_INFINITY, 'status', 'nothing/here');
  runBundled(script);
}
