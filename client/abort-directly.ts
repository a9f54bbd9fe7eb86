import type { TakenBack } from './direct/take-back.js';
import type { Order } from './release-handle.js';
import type { ServiceName } from './service-name.js';

/** What became of an abort past the workflow: users first, then the release's own history. */
export interface DirectAbort {
  /** The routes that give stable all requests now; none: no release had one. */
  routes: TakenBack[];
  /** The release that will find the abort in its history; undefined: it could not be told, for this reason. */
  release?: string;
  why?: string;
}

/**
 * Gives stable all requests without Temporal and without workers, then leaves the abort for the release's workflow by
 * `keep`, which answers its id. `isMeant`: whether a release is one that may be taken back.
 * @throws Fault `cluster` when a route could not be written; what `keep` throws when there was no route to write.
 */
export async function abortDirectly(
  { name, isMeant }: { name: ServiceName; isMeant: (release: string) => boolean },
  order: Order,
  keep: (release: string | undefined, order: Order) => Promise<string>,
): Promise<DirectAbort> {
  const { takeBackDirectly } = await import('./direct/take-back.js'); // with the Kubernetes client, which nobody else needs
  const routes = await takeBackDirectly({ ...name, isMeant }, order);
  const reason = routes.length === 0 ? order.reason : `${order.reason} (weight 0 was written directly)`;
  try {
    return { routes, release: await keep(routes[0]?.release, { ...order, reason }) };
  } catch (cause) {
    if (routes.length === 0) throw cause;
    return { routes, why: cause instanceof Error ? cause.message : String(cause) };
  }
}
