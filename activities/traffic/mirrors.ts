import type { Destination } from '../../domain/plan.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import { backendsOf } from './backend-refs.js';
import { destinationsOf } from './route-destinations.js';

/** Where a route of a VirtualService, or a rule of the Gateway API, sends copies of its requests. */
export function mirrorsOf(route: unknown): Destination[] {
  const istio = [valueAt(route, 'mirror'), ...listAt(route, 'mirrors').map((each) => valueAt(each, 'destination'))];
  const filters = listAt(route, 'filters').filter((filter) => textAt(filter, 'type') === 'RequestMirror');
  return [
    ...istio.flatMap((destination) => destinationsOf({ route: [{ destination }] })),
    ...filters.flatMap((filter) => backendsOf({ backendRefs: [valueAt(filter, 'requestMirror', 'backendRef')] })),
  ].map(({ destination }) => destination);
}
