import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { numberAt, textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { versionLabelIn } from '../kubernetes/version-label.js';
import { endpointsOf, isReady, type Pods, podsOf } from './pods.js';
import { whyStuck, whyWaiting } from './why-stuck.js';
import type { Workload } from './workloads.js';

/** See `Workloads.observe`. */
export async function observeDeployment(
  cluster: Cluster,
  { namespace, service, canary }: Plan,
  name: string,
  signal: AbortSignal,
): Promise<Workload> {
  const deployment = await cluster.get('Deployment', namespace, name, signal);
  if (!deployment || deployment.metadata.deletionTimestamp !== undefined) return { kind: 'missing' };
  const labels = selectorOf(deployment);
  const [sets, pods, slices] = await Promise.all([
    cluster.list('ReplicaSet', namespace, { labels }, signal),
    cluster.list('Pod', namespace, { labels }, signal),
    cluster.list('EndpointSlice', namespace, { labels: { 'kubernetes.io/service-name': service } }, signal),
  ]);
  const seen = judgeWorkload(deployment, podsOf(deployment, sets, pods), endpointsOf(slices));
  const lacking = name === canary.deployment ? lackingOf(deployment, canary.says) : '';
  if (lacking === '' || !('ready' in seen)) return seen;
  const why = `its pods have no label ${lacking}, by which the release would lead users to them`;
  return { kind: 'stuck', ready: seen.ready, serving: seen.serving, why };
}

/** What the plan has its pods say that they do not; of a canary that came after the plan was made, that was only a guess. */
function lackingOf(deployment: KubernetesObject, says: Record<string, string> = {}): string {
  const labels = textsAt(deployment, 'spec', 'template', 'metadata', 'labels');
  const lacking = Object.entries(says).filter(([label, value]) => labels[label] !== value);
  return lacking.map(([label, value]) => `${label}=${value}`).join(', ');
}

/** The labels by which a Deployment selects its pods; expressions, which hardly anybody writes, are left to their owners. */
export function selectorOf(deployment: KubernetesObject): Record<string, string> {
  return textsAt(deployment, 'spec', 'selector', 'matchLabels');
}

/** The labels that its pods have and those of other versions lack, though these may be selected by the same. */
export function versionSelectorOf(deployment: KubernetesObject): Record<string, string> {
  const labels = textsAt(deployment, 'spec', 'template', 'metadata', 'labels');
  return { ...selectorOf(deployment), ...versionLabelIn(labels) };
}

/** What a Deployment, its pods and the endpoints of the Service say together. */
export function judgeWorkload(
  deployment: KubernetesObject,
  { newest, former }: Pods,
  endpoints: Set<string>,
): Workload {
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const readyPods = newest.filter((pod) => isReady(pod));
  const ready = readyPods.length;
  const serving = readyPods.filter(({ metadata }) => endpoints.has(metadata.name)).length;
  const isSeen = (numberAt(deployment, 'status', 'observedGeneration') ?? 0) >= (deployment.metadata.generation ?? 0);
  if (!isSeen) return { kind: 'progressing', ready, serving, waitingFor: 'Kubernetes to take up its last change' };
  if (ready >= wanted && former === 0) return { kind: 'ready', ready, serving };
  const why = whyStuck(deployment, newest);
  if (why !== undefined) return { kind: 'stuck', ready, serving, why };
  const what = ready < wanted ? `${ready} of ${wanted} pods are ready` : `${former} pods of its former template go`;
  const because = whyWaiting(deployment, newest);
  return { kind: 'progressing', ready, serving, waitingFor: because === undefined ? what : `${what}; ${because}` };
}
