import type { PodSplit } from '../../domain/pod-split.js';
import type { PodsRoute } from '../../domain/plan.js';
import type { PodsSeen } from '../../domain/pod-moves.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { numberAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { selectorOf } from '../workloads/observe-deployment.js';
import { hasLabels } from '../workloads/pod-labels.js';
import { endpointsOf, isLiving, isReady, newestSetOf, ownedPods } from '../workloads/pods.js';
import { sealOf } from '../workloads/seal.js';
import { type PodsFence, podsFence } from './pods-fence.js';

/** A release's Service, and the pods between which it splits. */
export interface PodsWay {
  cluster: Cluster;
  route: PodsRoute;
}

/** The Service, both Deployments and the canary's pods as they are now. */
export interface PodsReading {
  service: KubernetesObject;
  fence: PodsFence | undefined;
  /** The canary's Deployment, and its ReplicaSet; undefined: it is gone. */
  canary: KubernetesObject | undefined;
  set: KubernetesObject | undefined;
  stable: KubernetesObject | undefined;
  /** The canary's, without those on their way out; with and without the labels. */
  labelled: KubernetesObject[];
  dark: KubernetesObject[];
  /** The ready endpoints: the names of the canary's, and how many others there are. */
  serving: Set<string>;
  others: number;
}

/**
 * Reads it all; without a Service, the words for that. The pods before the Service: what a later act does with the pods comes
 * after it has written the Service, so either that is seen here, or a write of ours meets what it did.
 */
export async function readPods({ cluster, route }: PodsWay, signal: AbortSignal): Promise<PodsReading | string> {
  const { namespace, service: name } = route;
  const [canary, stable, slices] = await Promise.all([
    deploymentOf(cluster, namespace, route.canary.deployment, signal),
    route.stable && deploymentOf(cluster, namespace, route.stable.deployment, signal),
    cluster.list('EndpointSlice', namespace, { labels: { 'kubernetes.io/service-name': name } }, signal),
  ]);
  const [all, sets] = canary
    ? await Promise.all([
        cluster.list('Pod', namespace, { labels: selectorOf(canary) }, signal),
        cluster.list('ReplicaSet', namespace, { labels: selectorOf(canary) }, signal),
      ])
    : [[], []];
  const service = await cluster.get('Service', namespace, name, signal);
  if (!service) return `Service ${namespace}/${name} is gone`;
  const endpoints = endpointsOf(slices);
  const pods = canary ? ownedPods(canary, sets, all) : [];
  const own = new Set(pods.map(({ metadata }) => metadata.name));
  const living = pods.filter(isLiving);
  return {
    ...{ service, fence: podsFence(service, route), canary, stable },
    set: canary && newestSetOf(canary, sets),
    labelled: living.filter((pod) => hasLabels(pod, route)),
    dark: living.filter((pod) => !hasLabels(pod, route)),
    serving: new Set(living.map(({ metadata }) => metadata.name).filter((each) => endpoints.has(each))),
    others: [...endpoints].filter((each) => !own.has(each)).length,
  };
}

/** One that is being deleted is as good as gone. */
async function deploymentOf(cluster: Cluster, namespace: string, name: string, signal: AbortSignal) {
  const found = await cluster.get('Deployment', namespace, name, signal);
  return found?.metadata.deletionTimestamp === undefined ? found : undefined;
}

/** How many ready endpoints each version has. */
export function endpointsIn({ labelled, serving, others }: PodsReading): PodSplit {
  return { canary: labelled.filter(({ metadata }) => serving.has(metadata.name)).length, stable: others };
}

/** The same as the moves are decided by. A stable that is gone wants for nothing. */
export function seenIn(reading: PodsReading, route: PodsRoute, to: PodSplit): Omit<PodsSeen, 'need'> {
  const { canary, stable, set, labelled, dark } = reading;
  const ends = endpointsIn(reading);
  return {
    ...{ serving: ends.canary, stable: ends.stable },
    idle: labelled.length - ends.canary,
    dark: dark.filter(isReady).length,
    wanted: stable ? (numberAt(stable, 'spec', 'replicas') ?? 1) : to.stable,
    sealed: canary ? sealOf(canary, set, route) : 'no',
  };
}
