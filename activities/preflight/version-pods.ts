import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { numberAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { autoscalersOf, boundsOf } from '../workloads/read-autoscaler.js';
import { type Labels, podLabelsOf } from './labels.js';
import { madeFrom } from './made-from.js';
import type { Survey } from './survey.js';

/** The pods of one version, as they are when users get it. */
export interface VersionPods {
  namespace: string;
  deployment: string;
  /** The `spec` of their template. */
  spec: unknown;
  labels: Labels;
  /** So many there are at the least: an autoscaler may take away those beyond its lower bound. */
  least: number;
}

/** The pods of both versions. Stable's are undefined on a first release, or while there are none. */
export interface PodsOfVersions {
  canary: VersionPods & {
    /** The Deployment that they are made from. */
    from: KubernetesObject;
  };
  stable: VersionPods | undefined;
}

/** Undefined: the canary is not there yet, and nobody knows what its pods are. */
export function podsOfVersions(spec: ReleaseSpec, plan: Plan, survey: Survey): PodsOfVersions | undefined {
  const { namespace, canary, stable } = plan;
  const found = survey.deployments.find(({ metadata }) => metadata.name === stable?.deployment);
  const from = madeFrom(spec, found, survey.deployments);
  if (!from) return undefined;
  const pods = (
    object: KubernetesObject,
    { deployment, replicas }: { deployment: string; replicas: number },
    added: Labels = {},
  ): VersionPods => ({
    ...{ namespace, deployment, spec: valueAt(object, 'spec', 'template', 'spec') },
    labels: { ...podLabelsOf(object), ...added },
    least: Math.min(replicas, ...autoscalersOf(deployment, survey.autoscalers).map((each) => boundsOf(each).min)),
  });
  const ofStable = found && stable && pods(found, stable);
  return {
    canary: { ...pods(from, canary, { ...canary.says, ...canary.admission }), from },
    stable: ofStable && ofStable.least > 0 ? ofStable : undefined,
  };
}

/** Whether all of the canary's pods run already beside those of stable, and stay: then they can. */
export function standAlready({ dark, deployed }: Plan['canary'], { from, least }: PodsOfVersions['canary']): boolean {
  return deployed === 'found' && dark === 'route' && (numberAt(from, 'status', 'readyReplicas') ?? 0) >= least;
}
