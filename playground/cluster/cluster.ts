import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { sourceDir } from '../paths.js';
import { Problem } from '../problem.js';

/** A cluster as kubectl reaches it. */
export interface Cluster {
  /** The kubectl program and the arguments that name the cluster. */
  kubectl: [string, ...string[]];
}

/** Runs kubectl against the cluster and answers its standard output. `input` is its standard input. */
export async function kubectl(cluster: Cluster, args: string[], input = ''): Promise<string> {
  const [program, ...context] = cluster.kubectl;
  const { stdout } = await execa(program, [...context, ...args], { input });
  return stdout;
}

/** How long a webhook may be away (istiod is starting again, say) before a write fails for it. */
const webhookSeconds = 60;

/** Makes the objects of a manifest (YAML text) so; repeating it changes nothing. */
export async function apply(cluster: Cluster, text: string): Promise<void> {
  const args = ['apply', '--server-side', '--force-conflicts', '--field-manager=sluice-playground', '-f', '-'];
  const deadline = Date.now() + webhookSeconds * 1000;
  for (;;) {
    try {
      await kubectl(cluster, args, text);
      return;
    } catch (error) {
      if (Date.now() > deadline || !String(error).includes('failed calling webhook')) throw error;
      await sleep(500);
    }
  }
}

/** The text of one of the playground's own manifests. */
export function manifest(path: string): Promise<string> {
  return readFile(join(sourceDir, path), 'utf8');
}

interface Item {
  kind: string;
  metadata: { name: string; generation: number; deletionTimestamp?: string };
  spec: { replicas?: number };
  status: {
    observedGeneration?: number;
    availableReplicas?: number;
    updatedReplicas?: number;
    unavailableReplicas?: number;
    conditions?: { type: string; status: string }[];
  };
}

/** How far the Deployments of some namespaces are. */
export interface Availability {
  deployments: number;
  /** The names of those with a pod that is not of the present template, or not available. */
  missing: string[];
}

/** Asks how far the Deployments of the namespaces are. */
export async function availability(cluster: Cluster, namespaces: string[]): Promise<Availability> {
  const found = await Promise.all(namespaces.map((namespace) => availabilityIn(cluster, namespace)));
  return {
    deployments: found.reduce((sum, { deployments }) => sum + deployments, 0),
    missing: found.flatMap(({ missing }) => missing),
  };
}

async function availabilityIn(cluster: Cluster, namespace: string): Promise<Availability> {
  const list = await kubectl(cluster, ['get', 'deployments,pods', '-n', namespace, '-o', 'json']);
  const { items } = JSON.parse(list) as { items: Item[] };
  const deployments = items.filter(({ kind }) => kind === 'Deployment');
  const missing = deployments.filter((deployment) => !isAvailable(deployment)).map(({ metadata }) => metadata.name);
  // Right after a node was started again the Deployments still say what was before; the pods know better.
  const wanted = deployments.reduce((sum, { spec }) => sum + (spec.replicas ?? 1), 0);
  const late = missing.length === 0 && items.filter(isReadyPod).length < wanted;
  return { deployments: deployments.length, missing: late ? [`pods of ${namespace}`] : missing };
}

function isReadyPod({ kind, metadata, status }: Item): boolean {
  const ready = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  return kind === 'Pod' && metadata.deletionTimestamp === undefined && ready;
}

function isAvailable({ metadata, spec, status }: Item): boolean {
  const wanted = spec.replicas ?? 1;
  const current = (status.observedGeneration ?? 0) >= metadata.generation && (status.updatedReplicas ?? 0) >= wanted;
  return current && (status.availableReplicas ?? 0) >= wanted && (status.unavailableReplicas ?? 0) === 0;
}

/**
 * Waits until every Deployment of the namespaces is available.
 * @throws Problem after `seconds`, with what the pods that are not ready say of themselves.
 */
export async function waitAvailable(
  cluster: Cluster,
  { namespaces, seconds = 180, report }: { namespaces: string[]; seconds?: number; report: (text: string) => void },
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const { deployments, missing } = await availability(cluster, namespaces);
    if (missing.length === 0) return;
    report(`waiting for ${missing.join(', ')} (${deployments - missing.length} of ${deployments} are there)`);
    if (Date.now() > deadline) throw await notReady(cluster, { namespaces, missing, seconds });
    await sleep(1000); // each look is a kubectl, an eighth of a second of CPU that the pods need themselves
  }
}

async function notReady(
  cluster: Cluster,
  { namespaces, missing, seconds }: { namespaces: string[]; missing: string[]; seconds: number },
): Promise<Problem> {
  const path =
    '{range .items[*].status.containerStatuses[*]}{.name}: {.state.waiting.reason} {.state.waiting.message}{"\\n"}{end}';
  const said = await Promise.all(
    namespaces.map((namespace) => kubectl(cluster, ['get', 'pods', '-n', namespace, '-o', `jsonpath=${path}`])),
  );
  const reasons = said
    .join('\n')
    .split('\n')
    .filter((line) => !/^\S*: *$/.test(line) && line !== '');
  return new Problem(
    `Not ready after ${seconds} s: ${missing.join(', ')}${reasons.length > 0 ? ` (${[...new Set(reasons)].slice(0, 3).join('; ')})` : ''}`,
    `Look with: npm run -s playground kubectl -- get pods -A`,
  );
}
