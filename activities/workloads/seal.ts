import type { PodsRoute } from '../../domain/plan.js';
import { readFence, serviceKey } from '../kubernetes/fence-annotation.js';
import { textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { carries } from './pod-labels.js';

/** Whether new pods of the canary are born with the labels: what its Deployment and its ReplicaSet say. */
export function sealOf(
  deployment: KubernetesObject,
  set: KubernetesObject | undefined,
  route: PodsRoute,
): 'yes' | 'no' | 'partly' {
  const [wanted, made] = [deployment, set ?? deployment].map((each) =>
    carries(textsAt(each, 'spec', 'template', 'metadata', 'labels'), route.labels),
  );
  if (wanted !== made || isBeingSealed(deployment, route)) return 'partly';
  return wanted ? 'yes' : 'no';
}

/** Whether its Deployment is paused by us, while that is being changed. */
export function isBeingSealed(deployment: KubernetesObject, route: PodsRoute): boolean {
  return readFence(deployment, serviceKey(route))?.['sealing'] === true;
}
