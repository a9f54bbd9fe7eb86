import type { Fence } from '../../domain/fence.js';
import type { IstioRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { settled } from '../settled.js';
import { endpointsOf } from '../workloads/pods.js';
import { routeFence } from './find-route.js';
import { makeMeshRoute, removeMeshRoute } from './mesh-route.js';
import { objectOf } from './route-form.js';
import { subsetsOf } from './subsets.js';
import type { Traffic, TrafficRouter } from './traffic-router.js';

/** The named route of a release, and the one of ours that gives clients in the mesh the same weights. */
export interface Pair {
  cluster: Cluster;
  /** `namespace/service`: the key of the fence on both. */
  service: string;
  named: { route: IstioRoute; router: TrafficRouter };
  mesh: { route: IstioRoute; router: TrafficRouter; host: string };
}

/** How long it may take to take away what was made too late; the act's own signal may have ended by then. */
const lateMs = 5000;

interface Shift {
  weight: Weight;
  fence: Fence;
  overwrite: boolean;
}

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

async function shiftBoth(pair: Pair, shift: Shift, signal: AbortSignal): Promise<Traffic> {
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
async function giveBack(pair: Pair, shift: Shift, signal: AbortSignal): Promise<Traffic> {
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

async function shiftMesh(pair: Pair, shift: Shift, signal: AbortSignal): Promise<Traffic> {
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

const patience = { everyMs: 250, limitMs: 2500 };

/**
 * Waits until none of the canary's pods is an endpoint of the Service, where they are to leave it: clients in the mesh would
 * get them. @throws Trouble `Unavailable` when this try was not long enough.
 */
async function canaryHasLeft({ cluster, service, named: { route } }: Pair, signal: AbortSignal): Promise<void> {
  const { namespace, canary, destinationRule, meshRoute } = route;
  if (!meshRoute?.canaryLeaves) return;
  const rule = await cluster.get('DestinationRule', namespace, destinationRule.name, signal);
  const labels = subsetsOf(rule).find(({ name }) => name === canary.subset)?.labels;
  if (!labels || Object.keys(labels).length === 0) return;
  const name = service.split('/')[1] ?? '';
  const waits = async () => {
    const [pods, slices] = await Promise.all([
      cluster.list('Pod', namespace, { labels }, signal),
      cluster.list('EndpointSlice', namespace, { labels: { 'kubernetes.io/service-name': name } }, signal),
    ]);
    const endpoints = endpointsOf(slices);
    const left = pods.filter(({ metadata }) => endpoints.has(metadata.name)).length;
    if (left === 0) return undefined;
    return `${left === 1 ? 'a pod of the canary is still an endpoint' : `${left} pods of the canary are still endpoints`} of ${service}`;
  };
  await settled(waits, patience, signal);
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
