import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runDir } from './paths.js';
import { defaultPorts, type Ports } from './ports.js';

const file = join(runDir, 'ports.json');

/** The ports that the running playground has, or the usual ones. */
export function presentPorts(): Ports {
  if (!existsSync(file)) return defaultPorts;
  return { ...defaultPorts, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Ports>) };
}

/** Notes the ports for the verbs that come after `up`. */
export async function keepPorts(ports: Ports): Promise<void> {
  await mkdir(runDir, { recursive: true });
  await writeFile(file, JSON.stringify(ports));
}
