import { type Cluster, kubectl } from './cluster.js';

/** How an application behaves that nobody has told to misbehave (apps/program/behaviour.ts). */
const good = { errorRate: 0, latencyMs: 0, startSeconds: 0, crashAfter: 0, ready: true, wrongAnswer: false };

/** Whether the pod was told to misbehave. A pod without a control port was not. */
export async function isChanged(
  cluster: Cluster,
  { namespace, pod }: { namespace: string; pod: string },
): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}:9100/proxy/behaviour`;
  const answer = await kubectl(cluster, ['get', '--raw', path, '--request-timeout=2s']).catch(() =>
    JSON.stringify(good),
  );
  const behaviour = JSON.parse(answer) as Record<string, unknown>;
  return Object.entries(good).some(([name, value]) => behaviour[name] !== value);
}
