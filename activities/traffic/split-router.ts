import type { Fence } from '../../domain/fence.js';
import type { Weight } from '../../domain/step.js';
import { refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { numberAt } from '../kubernetes/json-value.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { samePlaces, served, shareOf } from './compare-destinations.js';
import { lostFooting, type Split } from './footing.js';
import { followRoute } from './follow-route.js';
import { foreignEdit, readRoute } from './read-route.js';
import { objectOf } from './route-form.js';
import { shiftRoute } from './shift-route.js';
import { promotedDestinations, restoredDestinations } from './split-destinations.js';
import type { Traffic, TrafficRouter } from './traffic-router.js';
import { writeRoute } from './write-route.js';

/** Splits a route between destinations by their weights, whatever kind of object it is in. */
export function splitRouter(split: Split): TrafficRouter {
  return {
    observe: (signal, asked) => observe(split, asked, signal),
    follow: (changed, signal) => followRoute(split, changed, signal),
    shift: (weight, { fence, overwrite }, signal) =>
      retryOnConflict(() => shiftRoute(split, { weight, overwrite, fence }, signal)),
    release: (to, fence, signal) => release(split, fence, to, signal),
  };
}

async function observe(
  { cluster, route, service, footing }: Split,
  asked: Weight | undefined,
  signal: AbortSignal,
): Promise<Traffic> {
  const [reading, found] = await Promise.all([
    readRoute(cluster, route, service, signal),
    footing.missing.length > 0 ? footing.look(signal) : undefined,
  ]);
  if (typeof reading === 'string') return { kind: 'missing', what: reading };
  const edit = foreignEdit(reading, route, asked) ?? lostFooting(footing, reading.fence, found);
  const weight = shareOf(reading.found.destinations, route.canary, route.namespace);
  if (edit) return { kind: 'foreign', edit, weight };
  const waits = footing.waits?.(reading.object);
  const ended = reading.fence?.ended ? { ended: true as const } : {};
  return { kind: 'split', weight, ...(waits === undefined ? {} : { waits }), ...ended };
}

/** Ends the release on the route, and only then takes away what no route names any more. */
async function release(split: Split, fence: Fence, to: 'stable' | 'canary', signal: AbortSignal): Promise<void> {
  const ended = await retryOnConflict(() => endRoute(split, fence, to, signal));
  await split.footing.remove(fence, 'missing' in ended ? undefined : ended.movedAt, signal);
  if ('missing' in ended) throw new Trouble('NotFound', `${ended.missing}: there is no route to give to ${to}`);
}

/** Remembers when some requests were given another destination: another try must know. */
async function endRoute(
  { cluster, route, service, footing }: Split,
  fence: Fence,
  to: 'stable' | 'canary',
  signal: AbortSignal,
): Promise<{ movedAt?: number } | { missing: string }> {
  const reading = await readRoute(cluster, route, service, signal);
  if (typeof reading === 'string') return { missing: reading };
  refuseIfSuperseded(fence, reading.fence, nameOf(objectOf(route)));
  const end = to === 'canary' ? promotedDestinations : restoredDestinations;
  const destinations = end(route, reading.found.destinations);
  const weight = shareOf(destinations, route.canary, route.namespace);
  const isMoved = !samePlaces(served(reading.found.destinations), served(destinations), route.namespace);
  const before = reading.fence?.ended ? numberAt(reading.fence, 'movedAt') : undefined;
  const movedAt = isMoved ? Date.now() : before;
  const moved = movedAt === undefined ? {} : { movedAt };
  const wanted = { destinations, weight, needs: { [footing.list]: [] }, ended: true as const, ...moved };
  await writeRoute(cluster, { route, service, fence }, { reading, wanted }, signal);
  return moved;
}
