import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cgroup } from './settings.js';

const root = '/sys/fs/cgroup';
const unified = existsSync(join(root, 'cgroup.controllers'));

/**
 * All pods together weigh as much as two other programs of the machine: as one, which is what a new cgroup is, they starve
 * beside the control plane, tests and workers, and users see what no release has done; as eight, they keep the API server
 * from the fiftieth abort. By `cpu.shares`, of which a program has 1024, or `cpu.weight`, of which it has 100.
 */
const weight = 2;

/** Makes the cgroup that the node's pods live in, in every hierarchy of this machine. */
export async function createCgroups(): Promise<void> {
  for (const dir of (await ours()).filter((path) => !path.startsWith(join(root, 'unified'))))
    await mkdir(dir, { recursive: true });
  if (unified) {
    const controllers = (await readFile(join(root, 'cgroup.controllers'), 'utf8')).trim().split(' ');
    await writeFile(join(root, 'cgroup.subtree_control'), controllers.map((name) => `+${name}`).join(' '));
    await writeFile(join(root, cgroup, 'cpu.weight'), String(100 * weight));
    return;
  }
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    await copyFile(join(root, 'cpuset', file), join(root, 'cpuset', cgroup, file)); // an empty set takes no process
  }
  await writeFile(join(root, 'cpu', cgroup, 'cpu.shares'), String(1024 * weight));
}

/** Removes it with all below. What ran in it must have ended; the kernel takes a moment to notice. */
export async function removeCgroups(): Promise<void> {
  for (const dir of await ours()) {
    for (let tries = 0; existsSync(dir) && tries < 100; tries += 1) {
      await removeTree(dir);
      if (existsSync(dir)) await sleep(100);
    }
  }
}

/** Where it is; beside version 1's hierarchies `unified` has none of the controllers, but runc makes one there, too. */
async function ours(): Promise<string[]> {
  if (unified) return [join(root, cgroup)];
  const hierarchies = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return hierarchies.map((entry) => join(root, entry.name, cgroup));
}

async function removeTree(dir: string): Promise<void> {
  const children = await readdir(dir, { withFileTypes: true }).catch(() => []);
  for (const child of children) if (child.isDirectory()) await removeTree(join(dir, child.name));
  await rmdir(dir).catch(() => undefined);
}
