import type { Fence } from '../../domain/fence.js';
import { percentOf, splitOf } from '../../domain/pod-split.js';
import type { PodsRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { isSameFence, refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { numberAt } from '../kubernetes/json-value.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { followService } from './follow-service.js';
import { foreignPods } from './foreign-pods.js';
import { movePods } from './move-pods.js';
import { leadService, podsFence } from './pods-fence.js';
import { endpointsIn, type PodsReading, type PodsWay, readPods } from './read-pods.js';
import type { Traffic, TrafficRouter } from './traffic-router.js';

/**
 * Splits the requests to a Service by the pods that it has: so many of the canary's are given its labels, and so many of
 * stable's are kept. Our annotation on the Service says which release leads it, and to where.
 */
export function replicasRouter(cluster: Cluster, route: PodsRoute): TrafficRouter {
  const way = { cluster, route };
  return {
    observe: (signal, asked) => observe(way, asked, signal),
    follow: (changed, signal) => followService(way, changed, signal),
    shift: (weight, { fence, overwrite }, signal) =>
      retryOnConflict(() => shift(way, { weight, overwrite, fence }, signal)),
    release: (to, fence, signal) => retryOnConflict(() => release(way, fence, to, signal)),
  };
}

async function observe(way: PodsWay, asked: Weight | undefined, signal: AbortSignal): Promise<Traffic> {
  const reading = await readPods(way, signal);
  if (typeof reading === 'string') return { kind: 'missing', what: reading };
  const edit = foreignPods(reading, way.route, asked);
  const endpoints = endpointsIn(reading);
  const weight = percentOf(endpoints);
  return edit ? { kind: 'foreign', edit, weight } : { kind: 'split', weight, endpoints };
}

interface Shift {
  weight: Weight;
  overwrite: boolean;
  fence: Fence;
}

/**
 * The Service is written first, with where it goes, then the pods, then the Service again, that it is there. Going back asks
 * for nothing but the Service before that.
 */
async function shift(way: PodsWay, { weight, overwrite, fence }: Shift, signal: AbortSignal): Promise<Traffic> {
  const { route } = way;
  const pods = overwrite ? undefined : await readPods(way, signal);
  const reading = pods ?? (await readLead(way, signal));
  if (typeof reading === 'string') return { kind: 'missing', what: reading };
  refuseIfSuperseded(fence, reading.fence, `Service ${route.namespace}/${route.service}`);
  if (typeof pods === 'object') {
    const edit = foreignPods(pods, route);
    if (edit) return { kind: 'foreign', edit, weight: percentOf(endpointsIn(pods)) };
  }
  const isBack = overwrite && weight === 0;
  const split = splitOf(route, weight);
  const whole = route.stable?.replicas ?? 0;
  const before = reading.fence?.ended && !isBack ? undefined : reading.fence;
  const isShort = (reading.stable ? (numberAt(reading.stable, 'spec', 'replicas') ?? 1) : whole) < whole; // by whomever
  const isLowered = before?.lowered === true || isShort || split.stable < whole;
  const record = { weight, split, ...(isLowered ? { lowered: true as const } : {}) };
  const isThere = isSameFence(before, fence) && before?.weight === weight && !before.moving && !before.ended;
  const led = isThere
    ? undefined
    : await leadService(way, reading.service, { ...fence, ...record, moving: true }, signal);
  await movePods(way, { to: split, fence, need: isLowered ? whole : 0, isBack }, signal);
  if (led) await leadService(way, led, { ...fence, ...record }, signal);
  return { kind: 'split', weight: percentOf(split) };
}

async function release(way: PodsWay, fence: Fence, to: 'stable' | 'canary', signal: AbortSignal): Promise<void> {
  const { route } = way;
  const reading = await readLead(way, signal);
  if (typeof reading === 'string') throw new Trouble('NotFound', `${reading}: there is nothing to give to ${to}`);
  refuseIfSuperseded(fence, reading.fence, `Service ${route.namespace}/${route.service}`);
  const weight = to === 'canary' ? 100 : 0;
  const split = splitOf(route, weight);
  const need = reading.fence?.lowered ? (route.stable?.replicas ?? 0) : 0;
  await movePods(way, { to: split, fence, need, isBack: false }, signal);
  if (reading.fence?.ended && isSameFence(reading.fence, fence)) return;
  const lowered = reading.fence?.lowered ? { lowered: true as const } : {};
  await leadService(way, reading.service, { ...fence, weight, split, ...lowered, ended: true }, signal);
}

/** What is to be known before anything else is written. */
type Lead = Pick<PodsReading, 'service' | 'fence' | 'stable'>;

async function readLead({ cluster, route }: PodsWay, signal: AbortSignal): Promise<Lead | string> {
  const { namespace, service: name, stable: former } = route;
  const [service, stable] = await Promise.all([
    cluster.get('Service', namespace, name, signal),
    former && cluster.get('Deployment', namespace, former.deployment, signal),
  ]);
  return service ? { service, stable, fence: podsFence(service, route) } : `Service ${namespace}/${name} is gone`;
}
