import { execa } from 'execa';
import { kubectl as runKubectl } from '../../../playground/cluster/cluster.js';
import { presentCluster } from '../../../playground/present-cluster.js';

/** Runs a verb of the playground as a person types it, and answers what it printed. Never throws for its exit code. */
export async function playground(
  args: string[],
  { env = {}, timeout = 1_200_000 }: { env?: Record<string, string>; timeout?: number } = {},
) {
  const { exitCode, stdout, stderr } = await execa('npm', ['run', '-s', 'playground', '--', ...args], {
    reject: false,
    stdin: 'ignore',
    timeout,
    env: { ...env, NODE_OPTIONS: '' },
  });
  return { exitCode, stdout, stderr };
}

/** Runs kubectl against the playground's cluster. @throws when it fails. */
export async function kubectl(args: string[]): Promise<string> {
  return runKubectl(await presentCluster(), args);
}

/** Runs a program in the pod with curl: the one in the mesh, or the one without a sidecar. */
export function inPod(pod: 'sleep' | 'sleep-bare', command: string[]): Promise<string> {
  return kubectl(['exec', '-n', 'bookinfo', `deploy/${pod}`, '-c', 'sleep', '--', ...command]);
}

/** Tries until `attempt` answers something truthy, at most `seconds`; then answers what it answered last. */
export async function eventually<T>(attempt: () => Promise<T>, seconds = 200): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await attempt();
    if (answer || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
