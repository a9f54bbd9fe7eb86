import type { GatewayRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { isTakenUp } from './parent-status.js';
import { objectOf } from './route-form.js';
import { settled } from '../settled.js';

/** What proxies need to hear of a route that their controller has taken up; nobody tells when the last of them has. */
const spreadMs = 4000;
/** A controller that tells nothing for as long tells nothing at all. */
const silentMs = 30_000;
/** One try: the act has four seconds. */
const patience = { everyMs: 200, limitMs: 2500 };

/**
 * Waits until nobody sends requests any more to the Services that the route has left at `movedAt`: a proxy that has not
 * heard of it would answer 503 when they go. @throws Trouble `Unavailable` when this try was not long enough.
 */
export async function haveLeft(
  cluster: Cluster,
  route: GatewayRoute,
  movedAt: number,
  signal: AbortSignal,
): Promise<void> {
  const { kind, namespace, name } = objectOf(route);
  const waits = async () => {
    const object = await cluster.get(kind, namespace, name, signal);
    const age = Date.now() - movedAt;
    if (!object || age >= silentMs || (age >= spreadMs && isTakenUp(object))) return undefined;
    return `${nameOf(objectOf(route))} has just left Services that are to go: proxies may not know yet`;
  };
  await settled(waits, patience, signal);
}
