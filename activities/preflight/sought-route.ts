import type { RouteReference } from '../../domain/release-spec.js';
import { textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { findRoutes, type FoundRoute, routesOf } from '../traffic/find-route.js';
import { fullHost } from '../traffic/route-destinations.js';
import { canaryHostOf } from './canary-host.js';
import { didYouMean } from './did-you-mean.js';
import type { Findings } from './findings.js';
import { namedRoute, type RouteSpec } from './named-route.js';
import { rulesHost } from './rulers.js';

interface Sought {
  object: KubernetesObject;
  route: FoundRoute;
  reference: Exclude<RouteReference, { by: 'destination' }>;
}

/** So many are listed, of those that lead to the Service. */
const mostListed = 10;

/**
 * Where the spec leaves it open, the one route of these objects that leads to the Service; undefined, and a problem, unless it
 * is one. `elsewhere` follows the sentence that there is none.
 */
export function soughtRoute(
  spec: RouteSpec,
  { objects, elsewhere }: { objects: readonly KubernetesObject[]; elsewhere: string },
  findings: Findings,
): Sought | undefined {
  const { namespace, service } = spec;
  const { kind, reference } = namedRoute(spec.traffic);
  const leading = leadingRoutes(spec, objects);
  const [one, ...others] = leading;
  if (!one && reference?.by === 'name' && objects.length > 0) {
    const names = objects.flatMap((object) => routesOf(object).flatMap(({ name }) => name ?? []));
    const meant = didYouMean(reference.name, [...new Set(names)]);
    return findings.problem(
      `No ${kind} in ${namespace} has a route ${reference.name} that leads to ${service}${meant}${elsewhere}`,
    );
  }
  if (!one) {
    const there = objects.map(({ metadata }) => metadata.name).join(', ');
    const looked = there === '' ? `there is no ${kind} in ${namespace}` : `looked at: ${there}`;
    return findings.problem(
      `No HTTP route of a ${kind} leads to ${service} (${looked}): make one whose destination it is.${elsewhere}`,
    );
  }
  if (others.length > 0) return findings.problem(severalText(service, leading));
  const { name = String(one.route.index) } = one.route;
  findings.note(`Route ${name} of ${showObject(one.object)} is released: no other leads to ${service}.`);
  return one;
}

/** The routes of these objects that lead to the Service, as far as the spec does not name others. */
export function leadingRoutes(spec: RouteSpec, objects: readonly KubernetesObject[]): Sought[] {
  const { reference } = namedRoute(spec.traffic);
  return objects.flatMap((object) =>
    (reference ? findRoutes(object, reference) : routesOf(object))
      .filter((route) => leadsThere(spec, object, route))
      .map((route) => ({ object, route, reference: referenceTo(object, route) })),
  );
}

/** To the Service itself; where versions have hosts of their own, to whatever is behind its name, or to the canary's. */
function leadsThere(spec: RouteSpec, object: KubernetesObject, { destinations }: FoundRoute): boolean {
  const { namespace, service, traffic } = spec;
  const canaryHost = canaryHostOf(traffic);
  if (canaryHost !== undefined && destinations.length > 0 && rulesHost(object, service, namespace)) return true;
  const hosts = [service, canaryHost ?? service].map((host) => fullHost(host, namespace));
  return destinations.some(({ destination }) => hosts.includes(fullHost(destination.host, namespace)));
}

/** A name outlives other people's edits better than a place. */
function referenceTo(object: KubernetesObject, { name, index }: FoundRoute): Sought['reference'] {
  const isUnique = name !== undefined && routesOf(object).filter((each) => each.name === name).length === 1;
  return isUnique ? { by: 'name', name } : { by: 'index', index };
}

function severalText(service: string, leading: readonly Sought[]): string {
  const listed = leading.slice(0, mostListed).map(({ object, reference }) => {
    const route = reference.by === 'name' ? reference.name : reference.index;
    const virtualService = textAt(object, 'metadata', 'name');
    return JSON.stringify({ virtualService, route });
  });
  const more = leading.length > mostListed ? ` and ${leading.length - mostListed} more` : '';
  return `${leading.length} routes lead to ${service}: name the one that is meant, as traffic: { istio: … } with one of ${listed.join(', ')}${more}. The others stay as they are.`;
}
