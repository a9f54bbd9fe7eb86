import { kubernetesCluster } from '../../../activities/kubernetes/kubernetes-cluster.js';
import { kubeconfigFile } from '../../../playground/paths.js';
import { kubectl } from '../playground/playground-command.js';

/** The playground's cluster as the adapters reach it. */
export const cluster = kubernetesCluster({ path: kubeconfigFile });

/** A signal that ends a test that hangs. */
export const soon = () => AbortSignal.timeout(200_000);

/** Makes a namespace of a suite's own afresh. It has no sidecars. */
export async function openNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait=true']);
  await kubectl(['create', 'namespace', name]);
}

export async function closeNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait=false']);
}
