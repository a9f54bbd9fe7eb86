import type { Destination, RouteDestination } from '../../domain/plan.js';
import { isRecord, listAt, numberAt, textAt, valueAt } from '../kubernetes/json-value.js';

/** The destinations of one HTTP route, as they are written there; entries that are none are left out. */
export function destinationsOf(httpRoute: unknown): RouteDestination[] {
  return listAt(httpRoute, 'route').flatMap((entry): RouteDestination[] => {
    const destination = destinationFrom(valueAt(entry, 'destination'));
    if (!isRecord(entry) || !destination) return [];
    const { weight: _, ...rest } = entry;
    const weight = numberAt(entry, 'weight');
    return [{ ...rest, destination, ...(weight === undefined ? {} : { weight }) }];
  });
}

/** Whether two destinations are the same place, for a VirtualService in `namespace`: hosts may be short or written out. */
export function sameDestination(one: Destination, other: Destination, namespace: string): boolean {
  return (
    fullHost(one.host, namespace) === fullHost(other.host, namespace) &&
    (one.subset ?? '') === (other.subset ?? '') &&
    (one.port?.number ?? 0) === (other.port?.number ?? 0)
  );
}

/** A host with its namespace: Istio reads a name without a dot as one of the rule's own namespace. */
export function fullHost(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

function destinationFrom(value: unknown): Destination | undefined {
  const host = textAt(value, 'host');
  if (host === undefined) return undefined;
  const subset = textAt(value, 'subset');
  const number = numberAt(value, 'port', 'number');
  return { host, ...(subset === undefined ? {} : { subset }), ...(number === undefined ? {} : { port: { number } }) };
}
