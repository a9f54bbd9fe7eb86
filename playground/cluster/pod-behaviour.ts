import { type Cluster, kubectl } from './cluster.js';
import type { ManifestObject } from './stamp.js';

/** How an application behaves that nobody has told to misbehave (apps/program/behaviour.ts). */
const good = { errorRate: 0, latencyMs: 0, startSeconds: 0, crashAfter: 0, ready: true, wrongAnswer: false };

/**
 * Whether the pod was told to misbehave, or may have been: one that has a control port and does not answer there as an
 * application does, is too busy misbehaving to say so. A pod without a control port was not told.
 */
export async function isChanged(cluster: Cluster, { metadata, spec }: ManifestObject): Promise<boolean> {
  const port = spec?.containers?.flatMap(({ ports = [] }) => ports).find(({ name }) => name === 'control');
  if (port === undefined) return false;
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}:${port.containerPort}/proxy/behaviour`;
  const answer = await kubectl(cluster, ['get', '--raw', path, '--request-timeout=10s']).catch(() => '');
  const behaviour = parse(answer);
  return Object.entries(good).some(([name, value]) => behaviour[name] !== value);
}

function parse(answer: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(answer)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
