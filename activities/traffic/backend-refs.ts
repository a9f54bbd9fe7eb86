import type { Destination, RouteDestination } from '../../domain/plan.js';
import { isRecord, listAt, numberAt, textAt } from '../kubernetes/json-value.js';

/**
 * The backends of one rule of the Gateway API, each with its own fields. A rule that gives nobody anything (its only
 * backend has weight 0) has none.
 */
export function backendsOf(rule: unknown): RouteDestination[] {
  const all = listAt(rule, 'backendRefs').flatMap((ref): RouteDestination[] => {
    const name = textAt(ref, 'name');
    if (!isRecord(ref) || name === undefined) return [];
    return [{ ...ref, destination: destinationOf(ref, name), weight: numberAt(ref, 'weight') ?? 1 }];
  });
  return all.length === 1 && all[0]?.weight === 0 ? [] : all;
}

/** The backend as the route has it: one that was read keeps its own fields. */
export function backendRef({ destination, ...ref }: RouteDestination): Record<string, unknown> {
  if (typeof ref['name'] === 'string') return ref;
  const [name = '', namespace] = destination.host.split('.');
  const where = namespace === undefined ? {} : { namespace };
  const port = destination.port ? { port: destination.port.number } : {};
  return { group: '', kind: 'Service', name, ...where, ...port, ...ref };
}

/** The name of the Service that a destination is. */
export function serviceIn({ host }: Destination): string {
  return host.split('.')[0] ?? host;
}

/** What is no Service has a host that none has. */
function destinationOf(ref: unknown, name: string): Destination {
  const [kind = 'Service', namespace] = [textAt(ref, 'kind'), textAt(ref, 'namespace')];
  const number = numberAt(ref, 'port');
  const service = namespace === undefined ? name : `${name}.${namespace}.svc.cluster.local`;
  const host = kind === 'Service' ? service : `${kind}:${service}`;
  return { host, ...(number === undefined ? {} : { port: { number } }) };
}
