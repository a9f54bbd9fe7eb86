import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfigFile, runDir } from './paths.js';
import { parsePorts, type Ports } from './ports.js';

const file = join(runDir, 'ports.json');

/** The ports that the running playground has, or the usual ones: `SLUICE_PLAYGROUND_PORTS` (`api=21443,temporal=21233`), else the default. */
export function presentPorts(): Ports {
  const usual = parsePorts(process.env['SLUICE_PLAYGROUND_PORTS']?.split(',') ?? []);
  if (!existsSync(file)) return usual;
  return { ...usual, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Ports>) };
}

/** By what programs find the playground that is up, in the environment variables that Sluice's own read. */
export function presentEnvironment(): Record<'KUBECONFIG' | 'TEMPORAL_ADDRESS' | 'SLUICE_PROMETHEUS_URL', string> {
  const ports = presentPorts();
  return {
    KUBECONFIG: kubeconfigFile,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    SLUICE_PROMETHEUS_URL: `http://127.0.0.1:${ports.prometheus}`,
  };
}

/** Notes the ports for the verbs that come after `up`. */
export async function keepPorts(ports: Ports): Promise<void> {
  await mkdir(runDir, { recursive: true });
  await writeFile(file, JSON.stringify(ports));
}
