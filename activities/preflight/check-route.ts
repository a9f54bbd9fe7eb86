import type { Fence } from '../../domain/fence.js';
import type { RouteDestination } from '../../domain/plan.js';
import type { RouteReference } from '../../domain/release-spec.js';
import { valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { findRoutes, type FoundRoute, routesOf } from '../traffic/find-route.js';
import { didYouMean } from './did-you-mean.js';
import type { Findings } from './findings.js';
import { namedRoute, type RouteSpec } from './named-route.js';
import { hasOrphan, routeObjects } from './orphans.js';
import { showDestination } from './show-destination.js';
import type { Survey } from './survey.js';

/** The route that a release moves: it has one destination with all the requests. */
export interface RouteFacts {
  /** The object that it is in. */
  object: KubernetesObject;
  route: FoundRoute;
  /** Where all requests go now. */
  now: RouteDestination;
}

/** The named route; undefined when it is not there or cannot be moved, which is a problem. */
export function checkRoute(spec: RouteSpec, fence: Fence, survey: Survey, findings: Findings): RouteFacts | undefined {
  const object = findObject(spec, survey, findings);
  if (hasOrphan(spec, fence, survey, findings) || !object) return undefined;
  const { reference } = namedRoute(spec.traffic);
  const route = findOne(object, reference, findings);
  const now = route && oneDestination(object, route, findings);
  return route && now && { object, route, now };
}

function findObject({ namespace, traffic }: RouteSpec, survey: Survey, findings: Findings) {
  const { kind, name, system } = namedRoute(traffic);
  const reading = survey.unread.filter((each) => each.kind === kind);
  if (reading.some(({ why }) => why === 'unknown kind'))
    return findings.problem(`The cluster knows no ${kind}s: install ${system}, or name another way to split traffic.`);
  const own = routeObjects(survey, namespace).filter((each) => each.kind === kind);
  const found = own.find(({ metadata }) => metadata.name === name);
  if (found || reading.some((each) => each.namespace === namespace)) return found;
  const names = own.map(({ metadata }) => metadata.name);
  return findings.problem(`There is no ${kind} ${namespace}/${name}${didYouMean(name, names)}`);
}

function findOne(object: KubernetesObject, reference: RouteReference, findings: Findings): FoundRoute | undefined {
  const found = findRoutes(object, reference);
  const where = showObject(object);
  if (found.length > 1)
    return findings.problem(
      `${where} has ${found.length} routes ${showReference(reference)} (at ${found.map(({ index }) => index).join(', ')}): name the one that is meant, or give its place.`,
    );
  if (found[0]) return found[0];
  const names = routesOf(object).map((route) => route.name ?? String(route.index));
  const wanted = reference.by === 'name' ? reference.name : '';
  return findings.problem(`${where} has no route ${showReference(reference)}${didYouMean(wanted, names)}`);
}

function oneDestination(object: KubernetesObject, route: FoundRoute, findings: Findings) {
  const { destinations, index, name = String(index) } = route;
  const which = `Route ${name} of ${showObject(object)}`;
  if (destinations.length === 0) {
    const isDelegate = valueAt(object, 'spec', 'http', index, 'delegate') !== undefined;
    return findings.problem(
      `${which} ${isDelegate ? 'delegates to another VirtualService: release through that one.' : 'has no destinations: it redirects or answers by itself.'}`,
    );
  }
  const [now, ...others] =
    destinations.length === 1 ? destinations : destinations.filter(({ weight = 0 }) => weight > 0);
  if (!now || others.length > 0)
    return findings.problem(
      `${which} splits its requests already (${destinations.map(showWeight).join(', ')}): give one destination all of them, then release.`,
    );
  return now;
}

function showReference(reference: RouteReference): string {
  switch (reference.by) {
    case 'name':
      return reference.name;
    case 'index':
      return String(reference.index);
    case 'destination':
      return `to ${reference.destination}`;
  }
}

function showWeight({ destination, weight = 0 }: RouteDestination): string {
  return `${showDestination(destination)} ${weight}`;
}
