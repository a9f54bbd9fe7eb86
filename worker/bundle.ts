/** Bundles the workflows at build time, so that a worker is there sooner and needs no bundler to start. */
import { writeFileSync } from 'node:fs';
import { createLog, temporalLogger } from './logger.js';
import { bundleFile, bundleWorkflows } from './workflow-bundle.js';

const { code } = await bundleWorkflows(temporalLogger(createLog('warn')));
writeFileSync(bundleFile, code);
