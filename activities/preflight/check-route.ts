import type { Fence } from '../../domain/fence.js';
import type { RouteDestination } from '../../domain/plan.js';
import type { RouteReference } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { findRoutes, type FoundRoute, routesOf } from '../traffic/find-route.js';
import { formOf } from '../traffic/route-form.js';
import { apiVersionOf } from '../kubernetes/kinds.js';
import { didYouMean } from './did-you-mean.js';
import type { Findings } from './findings.js';
import { namedRoute, type RouteSpec } from './named-route.js';
import { oneDestination } from './one-destination.js';
import { hasOrphan, routeObjects } from './orphans.js';
import { showOtherApis } from './other-apis.js';
import { soughtRoute } from './sought-route.js';
import type { Survey } from './survey.js';

/** The route that a release moves: it has one destination with all the requests. */
export interface RouteFacts {
  /** The object that it is in. */
  object: KubernetesObject;
  route: FoundRoute;
  /** What tells it from the object's other routes. */
  reference: RouteReference;
  /** Where all requests go now. */
  now: RouteDestination;
  /** For a person: "Route primary of VirtualService shop/reviews". */
  which: string;
}

/** The route that is named, or found; undefined when it is not there or cannot be moved, which is a problem. */
export function checkRoute(spec: RouteSpec, fence: Fence, survey: Survey, findings: Findings): RouteFacts | undefined {
  const found = theRoute(spec, survey, findings);
  if (hasOrphan(spec, fence, survey, findings) || !found) return undefined;
  const { index, name = String(index) } = found.route;
  const which = `${formOf(found.object).one} ${name} of ${showObject(found.object)}`;
  const now = oneDestination(found, which, findings);
  return now && { ...found, now, which };
}

function theRoute(spec: RouteSpec, survey: Survey, findings: Findings): Omit<RouteFacts, 'now' | 'which'> | undefined {
  const { kind, name, reference, system } = namedRoute(spec.traffic);
  const { namespace } = spec;
  const elsewhere = showOtherApis({ kind, name, namespace }, survey.otherApis);
  const reading = survey.unread.filter((each) => each.kind === kind);
  if (reading.some(({ why }) => why === 'unknown kind'))
    return findings.problem(
      `The cluster knows no ${kind}s of ${apiVersionOf(kind)}: install ${system}, or name another way to split traffic.${elsewhere}`,
    );
  if (reading.some((each) => each.namespace === namespace)) return undefined;
  const all = routeObjects(survey, namespace).filter((each) => each.kind === kind);
  const named = all.find(({ metadata }) => metadata.name === name);
  if (name !== undefined && !named)
    return findings.problem(
      `There is no ${kind} ${namespace}/${name}${didYouMean(
        name,
        all.map(({ metadata }) => metadata.name),
      )}${elsewhere}`,
    );
  if (!named || !reference) return soughtRoute(spec, { objects: named ? [named] : all, elsewhere }, findings);
  const route = findOne(named, reference, findings);
  return route && { object: named, route, reference };
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
