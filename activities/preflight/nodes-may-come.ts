import { textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** Who gives clusters on one machine their nodes. */
const fixed = ['kind', 'k3s', 'minikube'];

/**
 * Whether somebody may add nodes for pods that find none: where a cloud gave the nodes that there are, autoscalers of many
 * kinds do, and none of them can be looked for everywhere.
 */
export function nodesMayCome(nodes: readonly KubernetesObject[]): boolean {
  const providers = nodes.flatMap((node) => textAt(node, 'spec', 'providerID')?.split(':')[0] ?? []);
  return providers.some((provider) => !fixed.includes(provider));
}
