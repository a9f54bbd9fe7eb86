import type { Fence } from '../../domain/fence.js';
import { refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { routeFence } from './find-route.js';
import { makeMeshRoute, removeMeshRoute } from './mesh-route.js';
import { objectOf } from './route-form.js';
import type { Pair, PairShift } from './route-pair.js';
import type { Traffic } from './traffic-router.js';

/** How long it may take to take away what was made too late; the act's own signal may have ended by then. */
const lateMs = 5000;

/** Gives our route the weight; where it is not there it is made with it. */
export async function shiftMesh(pair: Pair, shift: PairShift, signal: AbortSignal): Promise<Traffic> {
  const { cluster, service, mesh } = pair;
  const { weight, fence } = shift;
  const seen = await mesh.router.shift(weight, shift, signal);
  if (seen.kind !== 'missing') return seen;
  try {
    await makeMeshRoute(cluster, { route: mesh.route, host: mesh.host, service, fence }, weight, signal);
  } finally {
    // Made or not, as far as we know: the answer may be lost.
    await stillOurs(pair, fence, AbortSignal.timeout(lateMs));
  }
  return { kind: 'split', weight };
}

/** Nothing refuses what is made too late, by a worker that was asleep meanwhile: it takes that away itself. */
async function stillOurs({ cluster, service, named, mesh }: Pair, fence: Fence, signal: AbortSignal): Promise<void> {
  const { kind, namespace, name } = objectOf(named.route);
  try {
    const object = await cluster.get(kind, namespace, name, signal);
    refuseIfSuperseded(fence, routeFence(object, service), nameOf(objectOf(named.route)));
  } catch (cause) {
    if (!(cause instanceof Trouble) || cause.type !== 'Superseded') throw cause;
    await retryOnConflict(() => removeMeshRoute(cluster, { reference: objectOf(mesh.route), service, fence }, signal));
    throw cause;
  }
}
