import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** Whether a route of the Gateway API rules those who call the Service in the mesh. */
export function isForService(
  { namespace, service }: Pick<ReleaseSpec, 'namespace' | 'service'>,
  route: KubernetesObject,
): boolean {
  return listAt(route, 'spec', 'parentRefs').some(
    (parent) =>
      textAt(parent, 'kind') === 'Service' &&
      textAt(parent, 'name') === service &&
      (textAt(parent, 'namespace') ?? route.metadata.namespace) === namespace,
  );
}
