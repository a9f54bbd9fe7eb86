import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { home, storeDir } from '../../../playground/paths.js';
import { playground } from './playground-command.js';

/** A second playground beside the one that the other tests use: a home and ports of its own, the same store. */
export interface OwnHome {
  dir: string;
  env: Record<string, string>;
  remove: () => Promise<void>;
}

/** At a place that is known, so that what a killed run has left is found and ended. */
export async function ownHome(): Promise<OwnHome> {
  const dir = join(home, 'second');
  const env = {
    ...{ SLUICE_PLAYGROUND_HOME: dir, SLUICE_PLAYGROUND_STORE: storeDir },
    SLUICE_PLAYGROUND_PORTS: 'api=26443,temporal=27233,temporal-ui=28233,prometheus=29090,gateway=28080',
  };
  const remove = async (): Promise<void> => {
    await playground(['down'], { env });
    await rm(dir, { recursive: true, force: true });
  };
  await remove();
  return { dir, env, remove };
}
