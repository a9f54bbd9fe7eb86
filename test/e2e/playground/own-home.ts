import { mkdtempSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { playground } from './playground-command.js';

/** A second playground beside the one that the other tests use: a home and ports of its own, the same store. */
export interface OwnHome {
  dir: string;
  env: Record<string, string>;
  ports: string[];
  remove: () => Promise<void>;
}

export async function ownHome(): Promise<OwnHome> {
  const { stdout: kubeconfig } = await playground(['kubeconfig']);
  const dir = mkdtempSync(join(tmpdir(), 'sluice-playground-'));
  symlinkSync(join(dirname(kubeconfig), '../store'), join(dir, 'store'));
  const env = { SLUICE_PLAYGROUND_HOME: dir };
  const ports = ['api=26443', 'temporal=27233', 'temporal-ui=28233', 'prometheus=29090', 'gateway=28080'].flatMap(
    (port) => ['--port', port],
  );
  return {
    dir,
    env,
    ports,
    remove: async () => {
      await playground(['down'], { env });
      await rm(dir, { recursive: true, force: true });
    },
  };
}
