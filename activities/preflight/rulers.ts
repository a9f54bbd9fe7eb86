import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { isMeshRoute } from '../traffic/mesh-route.js';
import { fullHost } from '../traffic/route-destinations.js';
import { isForService } from './is-for-service.js';
import type { Survey } from './survey.js';

/** Whose hosts and gateways decide who comes by its routes: its own, or, of a delegate, those that hand requests to it. */
export function rulersOf(virtualService: KubernetesObject, { virtualServices }: Survey): KubernetesObject[] {
  if (hostsOf(virtualService).length > 0) return [virtualService];
  return virtualServices.filter((each) => delegationsTo(virtualService, each).length > 0);
}

/** The routes of another VirtualService that hand their requests to this one. */
export function delegationsTo({ metadata }: KubernetesObject, from: KubernetesObject): unknown[] {
  return listAt(from, 'spec', 'http').filter((route) => {
    const delegate = valueAt(route, 'delegate');
    const namespace = textAt(delegate, 'namespace') ?? from.metadata.namespace;
    return textAt(delegate, 'name') === metadata.name && namespace === metadata.namespace;
  });
}

/** What else there is for clients in the mesh that call the Service, but for our own: by a wildcard, too, where `loosely`. */
export function holdersOf(
  spec: ReleaseSpec,
  { own, loosely }: { own: KubernetesObject[]; loosely: boolean },
  { virtualServices, gatewayRoutes }: Survey,
): KubernetesObject[] {
  const isOwn = (object: KubernetesObject) => own.some((each) => showObject(each) === showObject(object));
  const rules = (each: KubernetesObject) =>
    loosely ? rulesHost(each, spec.service, spec.namespace) : namesHost(each, spec.service, spec.namespace);
  return [
    ...virtualServices.filter((each) => !isMeshRoute(each) && isForMesh(each) && rules(each)),
    ...gatewayRoutes.filter((each) => isForService(spec, each)),
  ].filter((each) => !isOwn(each));
}

/** Whether others hand it its requests: then its clients are theirs, wherever these are. */
export const isDelegate = (virtualService: KubernetesObject): boolean => hostsOf(virtualService).length === 0;

/** The hosts that it is for. */
export function hostsOf(virtualService: KubernetesObject): string[] {
  return listAt(virtualService, 'spec', 'hosts').filter((host) => typeof host === 'string');
}

/** Whether its hosts name the Service, or match its full name. */
export function rulesHost(virtualService: KubernetesObject, service: string, namespace: string): boolean {
  const wanted = fullHost(service, namespace);
  return (
    namesHost(virtualService, service, namespace) ||
    hostsOf(virtualService).some((host) => host.startsWith('*') && wanted.endsWith(host.slice(1)))
  );
}

/** Whether clients in the mesh follow it. */
export function isForMesh(virtualService: KubernetesObject): boolean {
  const gateways = listAt(virtualService, 'spec', 'gateways');
  return gateways.length === 0 || gateways.includes('mesh');
}

function namesHost(virtualService: KubernetesObject, service: string, namespace: string): boolean {
  const from = virtualService.metadata.namespace ?? '';
  return hostsOf(virtualService).some((host) => fullHost(host, from) === fullHost(service, namespace));
}
