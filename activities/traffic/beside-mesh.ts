import type { IstioRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { canaryHasLeft } from './canary-has-left.js';
import { removeMeshRoute } from './mesh-route.js';
import { objectOf } from './route-form.js';
import type { Pair, PairShift } from './route-pair.js';
import { shiftMesh } from './shift-mesh-route.js';
import type { Traffic, TrafficRouter } from './traffic-router.js';

/** Splits both as one. A weight rises on the named route first, and falls on both at once. */
export function besideMesh(pair: Pair): TrafficRouter {
  const { cluster, service, named, mesh } = pair;
  const reference = objectOf(mesh.route);
  return {
    async observe(signal, asked) {
      const [seen, beside] = await Promise.all([
        named.router.observe(signal, asked),
        mesh.router.observe(signal, asked),
      ]);
      return together(pair, seen, beside, asked ?? 0);
    },
    async follow(changed, signal) {
      await Promise.all([named.router.follow(changed, signal), mesh.router.follow(changed, signal)]);
    },
    shift: (weight, options, signal) => shiftBoth(pair, { weight, ...options }, signal),
    async release(to, fence, signal) {
      if (to === 'stable') await canaryHasLeft(pair, signal);
      // First, since it names the subsets that may go: the named route's end waits until nobody can still send there.
      await retryOnConflict(() => removeMeshRoute(cluster, { reference, service, fence }, signal));
      await named.router.release(to, fence, signal);
    },
  };
}

/** What both do, as one. Before the canary has anything ours may not be there yet, and after the end it is not any more. */
function together({ mesh }: Pair, seen: Traffic, beside: Traffic, asked: Weight): Traffic {
  if (seen.kind !== 'split') return seen;
  switch (beside.kind) {
    case 'split':
      return { ...seen, weight: Math.min(seen.weight, beside.weight) };
    case 'foreign':
      return { ...beside, edit: { ...beside.edit, what: `${nameOf(objectOf(mesh.route))}: ${beside.edit.what}` } };
    case 'missing':
      return asked === 0 || seen.ended ? seen : gone(mesh.route, seen.weight);
  }
}

function gone(route: IstioRoute, weight: Weight): Traffic {
  return { kind: 'foreign', edit: { what: `${nameOf(objectOf(route))} is gone`, by: 'somebody' }, weight };
}

async function shiftBoth(pair: Pair, shift: PairShift, signal: AbortSignal): Promise<Traffic> {
  const { named, mesh } = pair;
  const { weight, overwrite } = shift;
  if (weight === 0 && overwrite) return giveBack(pair, shift, signal);
  const beside = overwrite ? undefined : await mesh.router.observe(signal);
  if (beside?.kind === 'foreign') return together(pair, { kind: 'split', weight }, beside, weight);
  if (beside?.kind === 'missing' && weight > 0) return gone(mesh.route, 0);
  const seen = await named.router.shift(weight, shift, signal);
  return seen.kind === 'split' ? shiftMesh(pair, shift, signal) : seen;
}

/** Neither waits for the other; where ours is not there it is made last, as the subsets that it names may be. */
async function giveBack(pair: Pair, shift: PairShift, signal: AbortSignal): Promise<Traffic> {
  const [seen, beside] = await Promise.all([
    pair.named.router.shift(0, shift, signal),
    pair.mesh.router.shift(0, shift, signal),
  ]);
  if (seen.kind !== 'split' || beside.kind !== 'missing') return seen;
  try {
    return await shiftMesh(pair, shift, signal);
  } catch (cause) {
    // What cannot be made must not keep the canary from being taken away: that helps these clients, too.
    if (cause instanceof Trouble && ['Forbidden', 'InvalidSpec', 'Conflict'].includes(cause.type)) return seen;
    throw cause;
  }
}
