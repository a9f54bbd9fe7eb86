import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from '../bundle.js';
import { missing } from '../command.js';
import { logDir } from '../paths.js';
import { Problem } from '../problem.js';
import { end, livePid, remember } from '../processes.js';
import type { Toolchain } from '../programs/programs.js';
import { createCgroups, removeCgroups } from './cgroups.js';
import { components } from './components.js';
import { pki, writeConfiguration } from './configuration.js';
import type { NodeConfiguration } from './init.js';
import { writePki } from './pki.js';
import { nodeDir, nodeIp, nodeName } from './settings.js';

/**
 * Starts the node in namespaces of its own, so that the machine's mounts, network, host name and settings stay as they
 * are. A node that was killed starts again with what etcd and the containers' store hold, as after a power cut.
 */
export async function startNode(tools: Toolchain): Promise<void> {
  await mkdir(logDir, { recursive: true });
  if (!existsSync(pki)) await writeOnce(pki, writePki);
  await writeConfiguration({ debian: tools.debian, runc: tools.programs.runc });
  const init = join(nodeDir, 'init.cjs');
  await bundle('node/init.ts', init);
  const config = join(nodeDir, 'init.json');
  await writeFile(config, JSON.stringify(nodeConfiguration(tools)));
  await createCgroups();
  await spawnNode([join(tools.debian, 'usr/bin/catatonit'), '--', process.execPath, init, config]);
}

/** Ends the node and all that runs in it: a killed first process takes its namespaces with it. */
export async function stopNode(): Promise<void> {
  await end('node', 'SIGKILL');
  await removeCgroups();
}

/** A process in the node's namespaces, for nsenter; undefined when the node is down. */
export function nodePid(): number | undefined {
  const outer = livePid('node');
  if (outer === undefined) return undefined;
  const [inner] = readFileSync(`/proc/${outer}/task/${outer}/children`, 'utf8').trim().split(' ');
  return inner ? Number(inner) : undefined;
}

async function spawnNode(command: string[]): Promise<void> {
  const log = openSync(join(logDir, 'node.log'), 'a');
  const namespaces = [
    '--mount',
    '--net',
    '--pid',
    '--uts',
    '--ipc',
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--propagation',
    'private',
  ];
  const child = spawn('unshare', [...namespaces, ...command], { detached: true, stdio: ['ignore', log, log] });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(missing('unshare', cause)));
    child.once('exit', () => {
      const last = readFileSync(join(logDir, 'node.log'), 'utf8').trim().split('\n').at(-1) ?? '';
      reject(new Problem(`The node ended at once: ${last}`, `Read ${join(logDir, 'node.log')}`));
    });
  });
  await Promise.race([failed, sleep(300)]);
  failed.catch(() => undefined);
  child.unref();
  await remember('node', child.pid ?? 0);
}

function nodeConfiguration(tools: Toolchain): NodeConfiguration {
  const usr = join(tools.debian, 'usr');
  return {
    dir: nodeDir,
    logDir,
    name: nodeName,
    ip: nodeIp,
    components: components(tools),
    env: {
      PATH: `${usr}/sbin:${usr}/bin:${process.env['PATH'] ?? ''}`,
      LD_LIBRARY_PATH: `${usr}/lib/x86_64-linux-gnu`,
    },
  };
}

async function writeOnce(dir: string, write: (dir: string) => Promise<void>): Promise<void> {
  const partial = `${dir}.partial`;
  await rm(partial, { recursive: true, force: true });
  await write(partial);
  await rename(partial, dir);
}
