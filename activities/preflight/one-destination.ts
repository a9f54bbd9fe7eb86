import type { RouteDestination } from '../../domain/plan.js';
import { numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { FoundRoute } from '../traffic/find-route.js';
import type { Findings } from './findings.js';
import { showDestination } from './show-destination.js';

/** An object's annotations have 256 KiB together, and they are kept twice in one of them. */
const mostBytes = 65_536;

/** Where all of the route's requests go now; undefined when it cannot be moved, which is a problem. */
export function oneDestination(
  { object, route }: { object: KubernetesObject; route: FoundRoute },
  which: string,
  findings: Findings,
): RouteDestination | undefined {
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

function showWeight({ destination, weight = 0 }: RouteDestination): string {
  return `${showDestination(destination)} ${weight}`;
}
