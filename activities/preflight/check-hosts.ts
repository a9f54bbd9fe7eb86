import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import type { Findings } from './findings.js';
import type { RouteSpec } from './named-route.js';
import { delegationsTo, hostsOf, isForMesh, rulesHost } from './rulers.js';

/** Says who hands requests to a delegate, and by which paths. */
export function noteParents(virtualService: KubernetesObject, rulers: KubernetesObject[], findings: Findings): void {
  for (const parent of rulers.filter((each) => each !== virtualService)) {
    const paths = delegationsTo(virtualService, parent)
      .flatMap((route) => listAt(route, 'match'))
      .map((match) => textAt(match, 'uri', 'prefix') ?? textAt(match, 'uri', 'exact') ?? textAt(match, 'uri', 'regex'))
      .filter((path) => path !== undefined);
    const which = paths.length === 0 ? '' : ` (${paths.join(', ')})`;
    findings.note(`${showObject(virtualService)} has the requests that ${showObject(parent)} hands to it${which}.`);
  }
}

/** Whether a host is written as nobody calls it, which is a problem: Istio completes a name without a dot alone. */
export function isHalfWritten(spec: RouteSpec, rulers: KubernetesObject[], findings: Findings): boolean {
  const full = fullHost(spec.service, spec.namespace);
  const isHalf = (host: string) => host.includes('.') && full.startsWith(`${host}.`);
  for (const ruler of rulers.filter(isForMesh)) {
    const half = hostsOf(ruler).find(isHalf);
    if (half === undefined || rulesHost(ruler, spec.service, spec.namespace)) continue;
    findings.problem(
      `${showObject(ruler)} is for the host ${half}, which nobody calls: Istio completes no name that has a dot; write ${full}.`,
    );
    return true;
  }
  return false;
}
