import { resolve } from 'node:path';

/** What the build has made, when the environment says that tests go by it: it starts in a tenth of the work. */
const isBuilt = process.env['SLUICE_BUILT_WORKER'] !== undefined;

/** How node runs `sluice`. */
export const clientProgram = isBuilt ? [resolve('dist/client/main.js')] : [resolve('start.mjs'), 'client/main.ts'];

/** The file of the bundled workflows; undefined: they are bundled when they are needed. */
export const builtWorkflows = isBuilt ? resolve('dist/workflows/bundle.cjs') : undefined;
