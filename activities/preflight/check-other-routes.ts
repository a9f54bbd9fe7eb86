import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { formOf } from '../traffic/route-form.js';
import { checkMirrors } from './check-mirrors.js';
import { checkOtherRoute, type Release } from './check-other-route.js';
import type { Findings } from './findings.js';
import type { Seen } from './seen.js';

/**
 * Every other route, of any object that can be read, that leads to the canary or to a stable that will be gone. Answers
 * whether requests go by one that leads to stable whatever the weight.
 */
export function checkOtherRoutes(spec: ReleaseSpec, release: Release, seen: Seen, findings: Findings): boolean {
  const { survey } = seen;
  let elsewhere = false;
  for (const object of [...survey.virtualServices, ...survey.gatewayRoutes]) {
    const form = formOf(object);
    for (const list of form.routes === 'http' ? ['http', 'tls', 'tcp'] : [form.routes])
      listAt(object, 'spec', list).forEach((route, index) => {
        const { route: named, object: own } = release.route;
        const isNamed = list === form.routes && index === named.index && isSame(object, own);
        const ofConnections = list === 'tls' || list === 'tcp' ? list : undefined;
        const which = `${ofConnections ? `${ofConnections.toUpperCase()} route` : form.one} ${textAt(route, 'name') ?? index} of ${showObject(object)}`;
        const other = { ...release, which, route, object, ofConnections: ofConnections !== undefined };
        if (!isNamed && checkOtherRoute(spec, other, seen, findings)) elsewhere ||= ofConnections === undefined;
        checkMirrors(spec, other, survey, findings);
      });
  }
  return elsewhere;
}

function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return showObject(one) === showObject(other);
}
