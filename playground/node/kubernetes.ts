import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, kubectl } from '../cluster/cluster.js';
import { run } from '../command.js';
import type { Images } from '../images/images.js';
import type { Report } from '../part.js';
import { kubeconfigFile, logDir } from '../paths.js';
import type { Ports } from '../ports.js';
import { Problem } from '../problem.js';
import { livePid } from '../processes.js';
import { installed } from '../programs/installed.js';
import type { Toolchain } from '../programs/programs.js';
import { fingerprint } from '../store.js';
import { NodeNotReady, startOrBeginAfresh } from './begin-afresh.js';
import { pki } from './configuration.js';
import { writeKubeconfig } from './kubeconfig.js';
import { containerdSocket, nodeDir, nodeName } from './settings.js';
import { nodePid, startNode, stopNode } from './start.js';
import { startRelay } from './start-relay.js';

/** What the node is made of. */
export interface NodeParts {
  tools: Toolchain;
  images: Images;
  ports: Ports;
}

const startedWithFile = join(nodeDir, 'started-with');
const importedFile = join(nodeDir, 'imported-images');
const readySeconds = 180; // a busy machine is no broken cluster

/** The cluster of this home. */
export async function localCluster(): Promise<Cluster> {
  return { kubectl: [await installed('kubectl'), '--kubeconfig', kubeconfigFile] };
}

/** Whether the node, the way in to it and its API server are there. */
export async function kubernetesAnswers(): Promise<boolean> {
  if (nodePid() === undefined || livePid('relay') === undefined) return false;
  return (await nodeReady(await localCluster())) === 'ready';
}

/**
 * Starts the node when it is down or made of other programs, opens the way in, gives it the images and waits until it
 * is Ready. It goes on with what an earlier node left; when the node does not get ready on that, it is cleared away.
 */
export async function bringUpKubernetes(parts: NodeParts, report: Report): Promise<void> {
  const inherited = existsSync(join(nodeDir, 'etcd'));
  const start = () => startUntilReady(parts, report);
  await startOrBeginAfresh({ start, clear }, { inherited, report });
}

async function clear(): Promise<void> {
  await stopNode();
  await rm(nodeDir, { recursive: true, force: true });
}

async function startUntilReady({ tools, images, ports }: NodeParts, report: Report): Promise<void> {
  const made = fingerprint(JSON.stringify(tools));
  if (nodePid() !== undefined && read(startedWithFile) !== made) await stopNode();
  const starting = nodePid() === undefined;
  if (starting) {
    report('starting');
    await startNode(tools);
    await writeFile(startedWithFile, made);
  }
  await writeKubeconfig(kubeconfigFile, 'admin', { server: `https://127.0.0.1:${ports.api}`, pki });
  await startRelay(ports);
  await importImages(tools, images, report);
  await waitReady(report);
  if (starting) await forgetDeadPods();
}

/** What ran on the node before has ended with it, whatever the API server still says of it. */
async function forgetDeadPods(): Promise<void> {
  await kubectl(await localCluster(), [
    'delete',
    'pods',
    '--all',
    '--all-namespaces',
    '--force',
    '--grace-period=0',
    '--wait=false',
  ]);
}

async function importImages(tools: Toolchain, images: Images, report: Report): Promise<void> {
  if (read(importedFile) === images.key) return;
  report('importing images');
  await until(() => Promise.resolve(existsSync(containerdSocket)), 'containerd');
  for (const archive of images.archives) {
    await run(tools.programs.ctr, [
      '--address',
      containerdSocket,
      '--namespace',
      'k8s.io',
      'images',
      'import',
      archive,
    ]);
  }
  await writeFile(importedFile, images.key);
}

async function waitReady(report: Report): Promise<void> {
  const cluster = await localCluster();
  await until(async () => {
    const state = await nodeReady(cluster);
    report(state);
    return state === 'ready';
  }, 'the node to be Ready');
}

/** `ready`, or what is missing. */
async function nodeReady(cluster: Cluster): Promise<string> {
  const path = '{.status.conditions[?(@.type=="Ready")].status}';
  try {
    const ready = await kubectl(cluster, ['get', 'node', nodeName, '-o', `jsonpath=${path}`, '--request-timeout=2s']);
    // Pods are refused until the controller manager has made this.
    await kubectl(cluster, ['get', 'serviceaccount', 'default', '--request-timeout=2s']);
    return ready === 'True' ? 'ready' : 'waiting for the node to be Ready';
  } catch {
    return 'waiting for the API server';
  }
}

async function until(done: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + readySeconds * 1000;
  while (!(await done())) {
    if (nodePid() === undefined)
      throw new NodeNotReady(`The node ended while waiting for ${what}`, `Read ${join(logDir, 'node.log')}`);
    if (livePid('relay') === undefined)
      throw new Problem('The way into the node has ended', `Read ${join(logDir, 'relay.log')}`);
    if (Date.now() > deadline)
      throw new NodeNotReady(`Waited ${readySeconds} s for ${what}`, `Read the logs in ${logDir}`);
    await sleep(100);
  }
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
