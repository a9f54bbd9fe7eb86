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

/** Makes the objects of a manifest (YAML text) so; repeating it changes nothing. */
export async function apply(cluster: Cluster, text: string): Promise<void> {
  await kubectl(
    cluster,
    ['apply', '--server-side', '--force-conflicts', '--field-manager=sluice-playground', '-f', '-'],
    text,
  );
}

/** The text of one of the playground's own manifests. */
export function manifest(path: string): Promise<string> {
  return readFile(join(sourceDir, path), 'utf8');
}

interface Deployment {
  metadata: { name: string; namespace: string; generation: number };
  spec: { replicas?: number };
  status: {
    observedGeneration?: number;
    availableReplicas?: number;
    updatedReplicas?: number;
    unavailableReplicas?: number;
  };
}

/** The Deployments of the namespaces. */
export async function deployments(cluster: Cluster, namespaces: string[]): Promise<Deployment[]> {
  const lists = namespaces.map((namespace) => kubectl(cluster, ['get', 'deployments', '-n', namespace, '-o', 'json']));
  return (await Promise.all(lists)).flatMap((list) => (JSON.parse(list) as { items: Deployment[] }).items);
}

/** Whether all of a Deployment's pods are of its present template and available. */
export function isAvailable({ metadata, spec, status }: Deployment): boolean {
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
    const all = await deployments(cluster, namespaces);
    const missing = all.filter((deployment) => !isAvailable(deployment)).map(({ metadata }) => metadata.name);
    if (missing.length === 0) return;
    report(`waiting for ${missing.join(', ')} (${all.length - missing.length} of ${all.length} are there)`);
    if (Date.now() > deadline) throw await notReady(cluster, { namespaces, missing, seconds });
    await sleep(300);
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
