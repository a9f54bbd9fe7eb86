import type { Cluster } from '../activities/kubernetes/cluster.js';
import { kubernetesCluster } from '../activities/kubernetes/kubernetes-cluster.js';
import { readReceivers } from '../activities/notifications/read-receivers.js';
import type { Receivers } from '../activities/ports.js';
import { type Config, configFrom } from './config.js';

/** What a worker starts with: its configuration, the cluster that it acts on, and whom it can tell of releases. */
export interface Settings {
  config: Config;
  cluster: Cluster;
  /** Undefined: nobody. */
  receivers?: Receivers;
}

type Environment = Record<string, string | undefined>;

/** Reads the environment, the kubeconfig and the receivers' file, or tells everything that is wrong with them, one sentence each. */
export function settingsFrom(env: Environment): Settings | { problems: string[] } {
  const read = configFrom(env);
  const cluster = clusterOrProblem();
  const told = receiversOrProblems(read);
  if ('config' in read && typeof cluster === 'object' && !('problems' in told))
    return { config: read.config, cluster, ...told };
  return {
    problems: [
      ...('problems' in read ? read.problems : []),
      ...(typeof cluster === 'string' ? [cluster] : []),
      ...('problems' in told ? told.problems : []),
    ],
  };
}

function clusterOrProblem(): Cluster | string {
  try {
    return kubernetesCluster();
  } catch (cause) {
    return `KUBECONFIG: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

function receiversOrProblems(read: ReturnType<typeof configFrom>): { receivers?: Receivers } | { problems: string[] } {
  const file = 'config' in read ? read.config.receiversFile : undefined;
  if (file === undefined) return {};
  const found = readReceivers(file);
  if ('receivers' in found) return found;
  return { problems: found.problems.map((problem) => `SLUICE_RECEIVERS_FILE: ${problem}`) };
}
