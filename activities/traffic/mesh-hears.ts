import { setTimeout as sleep } from 'node:timers/promises';
import type { IstioRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { lastWrittenByUs } from '../kubernetes/last-editor.js';

/** Proxies hear of a change within well below a second as a rule; nothing tells when the last of them has. */
const spreadMs = 2000;
/** Kubernetes tells whole seconds. */
const toldToMs = 1000;

/**
 * Waits until proxies know the subsets that we have made, before requests are sent to one: to a route whose subset they do
 * not know they answer 503.
 */
export async function meshHears(
  cluster: Cluster,
  { namespace, destinationRule }: IstioRoute,
  signal: AbortSignal,
): Promise<void> {
  const rule = await cluster.get('DestinationRule', namespace, destinationRule.name, signal);
  const writtenAt = lastWrittenByUs(rule, 'subsets') ?? Number.NEGATIVE_INFINITY;
  const leftMs = writtenAt + toldToMs + spreadMs - Date.now();
  if (leftMs > 0) await sleep(Math.min(leftMs, toldToMs + spreadMs), undefined, { signal });
}

/** The same before an old one is taken away that a route has left at `movedAt`, if it has. */
export async function meshLeaves(movedAt: number | undefined, signal: AbortSignal): Promise<void> {
  if (movedAt !== undefined) await sleep(Math.max(0, movedAt + spreadMs - Date.now()), undefined, { signal });
}
