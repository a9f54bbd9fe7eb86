import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';

/** Whether the named route is the one that users' requests to the service go by: what its VirtualService does not rule. */
export function checkRuled(
  spec: ReleaseSpec,
  { object: virtualService, route }: RouteFacts,
  survey: Survey,
  findings: Findings,
): void {
  const { namespace, service } = spec;
  const where = showObject(virtualService);
  if (hostsOf(virtualService).length === 0)
    findings.bypass(
      `${where} has no hosts: it is a delegate, and rules only what others hand to it.`,
      'Release through the one with the hosts',
    );
  else if (!rulesHost(virtualService, service, namespace))
    findings.bypass(
      `${where} is not for the host ${service}: clients in the mesh that call it go by no route, and get every pod behind it.`,
      `Add ${service} to its hosts`,
    );
  if (!isForMesh(virtualService))
    findings.bypass(
      `${where} is for gateways alone (${listAt(virtualService, 'spec', 'gateways').join(', ')}): clients in the mesh go by no route, and get every pod behind the Service.`,
      'Add `mesh` to its gateways',
    );
  const seenBy = listAt(virtualService, 'spec', 'exportTo');
  if (seenBy.length > 0 && !seenBy.includes('*'))
    findings.bypass(
      `${where} is for clients of the namespaces ${seenBy.join(', ')} alone (exportTo): all others go by no route.`,
      'Export it to `*`',
    );
  checkRivals(spec, virtualService, survey, findings);
  checkEarlier(virtualService, route.index, findings);
}

/** Of several VirtualServices for one host the proxies of the mesh take one, and do not say which. */
function checkRivals(
  { namespace, service }: ReleaseSpec,
  own: KubernetesObject,
  { virtualServices }: Survey,
  findings: Findings,
): void {
  const host = fullHost(service, namespace);
  for (const rival of virtualServices) {
    const isOwn = rival.metadata.name === own.metadata.name && rival.metadata.namespace === own.metadata.namespace;
    const isForHost = hostsOf(rival).some((each) => fullHost(each, rival.metadata.namespace ?? '') === host);
    if (isOwn || !isForHost || !isForMesh(rival)) continue;
    findings.bypass(
      `${showObject(rival)} is for the host ${service}, too: proxies take one of the two, and that may be the other.`,
      'Make one of both',
    );
  }
}

/** The first route that matches is taken. */
function checkEarlier(virtualService: KubernetesObject, index: number, findings: Findings): void {
  const earlier = listAt(virtualService, 'spec', 'http').slice(0, index);
  const place = earlier.findIndex((route) => listAt(route, 'match').length === 0);
  if (place < 0) return;
  const name = textAt(valueAt(virtualService, 'spec', 'http', place), 'name') ?? String(place);
  findings.problem(
    `Route ${name} of ${showObject(virtualService)} stands before the one to be released and matches everything: no request gets further; put it last.`,
  );
}

export function hostsOf(virtualService: KubernetesObject): string[] {
  return listAt(virtualService, 'spec', 'hosts').filter((host) => typeof host === 'string');
}

/** Whether its hosts name the Service, or match its full name. */
export function rulesHost(virtualService: KubernetesObject, service: string, namespace: string): boolean {
  return hostsOf(virtualService).some((host) => covers(host, fullHost(service, namespace), namespace));
}

function covers(host: string, wanted: string, namespace: string): boolean {
  return host.startsWith('*') ? wanted.endsWith(host.slice(1)) : fullHost(host, namespace) === wanted;
}

export function isForMesh(virtualService: KubernetesObject): boolean {
  const gateways = listAt(virtualService, 'spec', 'gateways');
  return gateways.length === 0 || gateways.includes('mesh');
}
