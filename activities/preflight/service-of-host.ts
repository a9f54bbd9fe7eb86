import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from '../traffic/route-destinations.js';

/** The Service of the namespace that a host of a route in it means. */
export function serviceOfHost(
  host: string,
  namespace: string,
  services: KubernetesObject[],
): KubernetesObject | undefined {
  return services.find(({ metadata }) => fullHost(metadata.name, namespace) === fullHost(host, namespace));
}
