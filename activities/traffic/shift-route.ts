import type { Fence } from '../../domain/fence.js';
import type { RouteDestination } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import { refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { Trouble } from '../trouble.js';
import { served, shareOf } from './compare-destinations.js';
import { lostFooting, type Split } from './footing.js';
import { foreignEdit, readRoute, routeIn, type RouteReading } from './read-route.js';
import { objectOf } from './route-form.js';
import { settled } from '../settled.js';
import { splitDestinations } from './split-destinations.js';
import type { Traffic } from './traffic-router.js';
import { writeRoute } from './write-route.js';

interface Shift {
  weight: Weight;
  overwrite: boolean;
  fence: Fence;
}

/** One try of `TrafficRouter.shift`. */
export async function shiftRoute(split: Split, shift: Shift, signal: AbortSignal): Promise<Traffic> {
  const { cluster, route, service, footing } = split;
  const { weight, overwrite, fence } = shift;
  const known = lastSeen(split);
  const reading = known ?? (await readRoute(cluster, route, service, signal));
  if (typeof reading === 'string') return { kind: 'missing', what: reading };
  refuseIfSuperseded(fence, reading.fence, nameOf(objectOf(route)));
  const isOver = reading.fence?.ended === true;
  const wanted = wantedFor(split, shift, isOver);
  const found = wanted.length > 0 ? await footing.look(signal) : undefined;
  const edit = overwrite ? undefined : (foreignEdit(reading, route) ?? lostFooting(footing, reading.fence, found));
  const current = reading.found.destinations;
  const share = (of: RouteDestination[]) => shareOf(of, route.canary, route.namespace);
  if (edit && known) return shiftRoute(split, shift, signal); // what is laid to somebody was read
  if (edit) return { kind: 'foreign', edit, weight: share(current) };
  // What is taken back goes to what has stable's name, whatever somebody has made of it.
  const needed = weight === 0 && overwrite ? wanted.filter((name) => !(found?.names ?? []).includes(name)) : wanted;
  if (found && needed.length > 0) await footing.make(needed, found, fence, signal);
  const destinations = splitDestinations(route, current, weight, !overwrite);
  const isUrgent = weight === 0 && overwrite && !isOver;
  await standing(split, { current, destinations, made: isUrgent ? needed : undefined }, signal);
  const isRise = !overwrite && share(destinations) > share(current);
  const taken = isRise ? await takenUp(split, reading, signal) : reading;
  const kept = reading.fence?.ended ? [] : (reading.fence?.[footing.list] ?? []);
  const needs = { [footing.list]: [...new Set([...kept, ...needed])] };
  const wish = { reading: taken, wanted: { destinations, weight, needs } };
  const isWritten = await writeRoute(cluster, { route, service, fence }, wish, signal);
  if (known && !isWritten) return shiftRoute(split, shift, signal); // that nothing is to be done is believed when it was read
  return { kind: 'split', weight: share(destinations) };
}

/** The route as it was told last, if it is followed, and there; taken once, so that another try reads. */
function lastSeen({ route, service, seen }: Split): RouteReading | undefined {
  const object = seen.take(objectOf(route));
  const reading = object && routeIn(object, route, service);
  return typeof reading === 'object' ? reading : undefined;
}

/**
 * Waits until every destination that is to have requests, and has none now, can have them. What is urgent, which is where
 * `made` is told, waits for what was `made` alone, and not where requests go astray already.
 */
async function standing(
  { footing }: Split,
  {
    current,
    destinations,
    made,
  }: { current: RouteDestination[]; destinations: RouteDestination[]; made: string[] | undefined },
  signal: AbortSignal,
): Promise<void> {
  const namesOf = (list: RouteDestination[]) => served(list).map(({ destination }) => footing.under(destination));
  const before = namesOf(current);
  const added = namesOf(destinations).filter((name) => !before.includes(name));
  const isAstray = before.some((name) => made?.includes(name));
  const awaited = made ? added.filter((name) => !isAstray && made.includes(name)) : added;
  if (awaited.length > 0) await footing.known(awaited, signal);
}

const patience = { everyMs: 100, limitMs: 1500 };

/**
 * The reading once what was written before is taken up: no weight rises over what was refused. @throws Trouble
 * `Unavailable` when that takes long.
 */
async function takenUp(split: Split, first: RouteReading, signal: AbortSignal): Promise<RouteReading> {
  let reading: RouteReading | undefined;
  const waits = async () => {
    reading = reading ? await unchanged(split, first, signal) : first;
    const why = split.footing.waits?.(reading.object);
    return why && `The weight cannot rise: ${why}`;
  };
  await settled(waits, patience, signal);
  return reading ?? first;
}

/** Reads again what must be as it was, but for its status. */
async function unchanged(
  { cluster, route, service }: Split,
  first: RouteReading,
  signal: AbortSignal,
): Promise<RouteReading> {
  const again = await readRoute(cluster, route, service, signal);
  if (typeof again === 'string') throw new Trouble('NotFound', again);
  if (again.object.metadata.generation !== first.object.metadata.generation)
    throw new Trouble('Conflict', `${nameOf(objectOf(route))} was written by somebody else`);
  return again;
}

/**
 * What is to be there first. Taking everything back needs only what stable needs: an abort must not wait for more. Once
 * the release is over, stable's own may have been taken away with it.
 */
function wantedFor({ route, footing }: Split, { weight, overwrite }: Shift, isOver: boolean): string[] {
  const { missing, stables, under } = footing;
  if (weight > 0 || !overwrite) return missing;
  if (isOver && stables !== undefined) return [stables];
  return missing.filter((name) => route.stable !== undefined && name === under(route.stable));
}
