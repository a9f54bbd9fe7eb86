import type { Fence } from '../../domain/fence.js';
import type { RouteDestination } from '../../domain/plan.js';
import type { RouteReference } from '../../domain/release-spec.js';
import { numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { formOf } from '../traffic/route-form.js';
import { findRoutes, type FoundRoute, routesOf } from '../traffic/find-route.js';
import { didYouMean } from './did-you-mean.js';
import type { Findings } from './findings.js';
import { namedRoute, type RouteSpec } from './named-route.js';
import { hasOrphan, routeObjects } from './orphans.js';
import { showDestination } from './show-destination.js';
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
  const reading = survey.unread.filter((each) => each.kind === kind);
  if (reading.some(({ why }) => why === 'unknown kind'))
    return findings.problem(`The cluster knows no ${kind}s: install ${system}, or name another way to split traffic.`);
  if (reading.some((each) => each.namespace === namespace)) return undefined;
  const all = routeObjects(survey, namespace).filter((each) => each.kind === kind);
  const named = all.find(({ metadata }) => metadata.name === name);
  if (name !== undefined && !named)
    return findings.problem(
      `There is no ${kind} ${namespace}/${name}${didYouMean(
        name,
        all.map(({ metadata }) => metadata.name),
      )}`,
    );
  if (!named || !reference) return soughtRoute(spec, named ? [named] : all, findings);
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

/** An object's annotations have 256 KiB together, and they are kept twice in one of them. */
const mostBytes = 65_536;

function oneDestination({ object, route }: Omit<RouteFacts, 'now' | 'which'>, which: string, findings: Findings) {
  const { destinations, index } = route;
  if (destinations.length === 0) {
    const delegate = valueAt(object, 'spec', 'http', index, 'delegate');
    const child = `${textAt(delegate, 'namespace') ?? object.metadata.namespace}/${textAt(delegate, 'name')}`;
    return findings.problem(
      `${which} ${delegate ? `delegates to VirtualService ${child}: release through that one.` : 'has no destinations (it redirects, or answers by itself): name another to release.'}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(destinations));
  if (bytes > mostBytes)
    return findings.problem(
      `${which} has destinations of ${bytes} bytes: a release keeps them in an annotation to give them back, and may have ${mostBytes}; make them shorter, or move their headers to the route.`,
    );
  if (numberAt(object, 'spec', 'http', index, 'fault', 'abort', 'percentage', 'value') === 100)
    return findings.problem(
      `${which} answers every request by itself (fault.abort of 100 %): none gets to a version, and nothing could be measured; name another route, or take the fault away.`,
    );
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
