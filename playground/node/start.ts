import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from '../bundle.js';
import { logDir } from '../paths.js';
import { end, launch, livePid } from '../processes.js';
import type { Toolchain } from '../programs/programs.js';
import { NodeNotReady } from './begin-afresh.js';
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
  await end('node', 'SIGKILL'); // one whose up was killed before it had its namespaces
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

const namespaces = ['--mount', '--net', '--pid', '--uts', '--ipc', '--mount-proc', '--propagation', 'private'];

async function spawnNode(command: string[]): Promise<void> {
  await launch('node', ['unshare', ...namespaces, '--fork', '--kill-child', ...command]);
  await sleep(300);
  while (nodePid() === undefined) {
    if (livePid('node') === undefined) throw endedAtOnce();
    await sleep(20); // a busy machine takes longer to make namespaces
  }
}

function endedAtOnce(): NodeNotReady {
  const log = join(logDir, 'node.log');
  const last = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
  return new NodeNotReady(`The node ended at once: ${last}`, `Read ${log}`);
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
