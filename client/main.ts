#!/usr/bin/env node
/** `sluice`: releases from the command line. Exit codes: 0 done, 1 a fault, 2 a mistake to mend, 3 rolled back, 4 aborted. */
import { existsSync } from 'node:fs';
import { bundledScript, bundleFile, runBundled } from './bundled.js';

// Nobody reads on, as after `| head`. Releases do not end by that.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
    process.exit(1);
  });
}

if (existsSync(bundleFile)) {
  runBundled(bundledScript());
} else {
  const { commandLine } = await import('./program.js'); // from the sources
  await commandLine(process.argv.slice(2));
}
