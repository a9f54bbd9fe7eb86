import { numberAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { versionIn } from '../kubernetes/version-label.js';
import { type Labels, podLabelsOf, selectorOf, selects } from './labels.js';

/** A version that runs: a Deployment and its pods' labels. */
export interface Version {
  deployment: KubernetesObject;
  name: string;
  /** What the pods' labels say. */
  version: string | undefined;
  labels: Labels;
  replicas: number;
}

/** A Deployment as a version of a service. */
export function versionOf(deployment: KubernetesObject): Version {
  const labels = podLabelsOf(deployment);
  const replicas = numberAt(deployment, 'spec', 'replicas') ?? 1;
  return { deployment, name: deployment.metadata.name, version: versionIn(labels), labels, replicas };
}

/** The versions whose pods a Service selects. */
export function versionsBehind(service: KubernetesObject, deployments: KubernetesObject[]): Version[] {
  return deployments.map(versionOf).filter(({ labels }) => selects(selectorOf(service), labels));
}
