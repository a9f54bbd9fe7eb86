import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the playground keeps everything, nothing of it in the repository: `SLUICE_PLAYGROUND_HOME`, else the user's
 * cache folder. One cluster a home; another home is another cluster.
 */
export const home =
  process.env['SLUICE_PLAYGROUND_HOME'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sluice-playground');

/** Things made once and kept between clusters: programs and images. `SLUICE_PLAYGROUND_STORE`, for homes that share one. */
export const storeDir = process.env['SLUICE_PLAYGROUND_STORE'] ?? join(home, 'store');
/** The live cluster: gone after `down`. */
export const runDir = join(home, 'run');
export const logDir = join(runDir, 'log');
export const lockFile = join(home, 'lock');
export const kubeconfigFile = join(runDir, 'kubeconfig');

/** This folder of sources. */
export const sourceDir = import.meta.dirname;
