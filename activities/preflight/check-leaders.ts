import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import { formOf } from '../traffic/route-form.js';
import type { Findings } from './findings.js';
import { selectorOf, selects } from './labels.js';
import { serviceOfHost } from './service-of-host.js';
import type { Survey } from './survey.js';
import { showDestination } from './show-destination.js';

/** Routes that lead users to one version of the service: they would go past the share of the pods. */
export function checkLeaders(
  { namespace, service: name }: ReleaseSpec,
  service: KubernetesObject,
  { virtualServices, gatewayRoutes, services }: Survey,
  findings: Findings,
): void {
  for (const object of [...virtualServices, ...gatewayRoutes]) {
    const { routes, read } = formOf(object);
    const from = object.metadata.namespace ?? '';
    const leading = listAt(object, 'spec', routes)
      .flatMap(read)
      .filter(({ destination }) => {
        const host = fullHost(destination.host, from);
        if (host === fullHost(name, namespace)) return destination.subset !== undefined;
        const other = serviceOfHost(host, namespace, services);
        return other !== undefined && isPartOf(service, other);
      })
      .map(({ destination }) => showDestination(destination));
    if (leading.length > 0)
      findings.problem(
        `${showObject(object)} sends to ${[...new Set(leading)].join(', ')}, some of the pods of ${name}: who goes by it does not get the share of the pods; release by that route (traffic.${wayOf(object)}), or have it send to ${name}.`,
      );
  }
}

/** Whether a Service selects as another one does, and by more than that. */
export function isPartOf(whole: KubernetesObject, part: KubernetesObject): boolean {
  const [all, some] = [selectorOf(whole), selectorOf(part)];
  return selects(all, some) && Object.keys(some).length > Object.keys(all).length;
}

function wayOf(object: KubernetesObject): string {
  return textAt(object, 'kind') === 'VirtualService' ? 'istio' : 'gatewayApi';
}
