import type { Cluster } from '../kubernetes/cluster.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';

/** The container that requests are sent from. */
export type Container = Parameters<Cluster['exec']>[0];

const sidecars = ['istio-proxy', 'linkerd-proxy'];

/** Whether all of the pod's containers run, are ready, and nobody has ordered its end. */
export function isRunning(pod: KubernetesObject): boolean {
  const ready = listAt(pod, 'status', 'conditions').find((each) => valueAt(each, 'type') === 'Ready');
  return pod.metadata.deletionTimestamp === undefined && textAt(ready, 'status') === 'True';
}

/** Labels as a selector writes them: `app=sleep,version=v1`. */
export function labelsFrom(selector: string): Record<string, string> {
  return Object.fromEntries(
    selector.split(',').map((each) => {
      const [name = '', value = ''] = each.split('=');
      return [name, value];
    }),
  );
}

/** The pod's container that is no sidecar: the one that it names as its default, or else the first. */
export function mainContainer(pod: KubernetesObject): string | undefined {
  const names = listAt(pod, 'spec', 'containers').flatMap((each) => textAt(each, 'name') ?? []);
  const named = textAt(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container');
  return names.find((name) => name === named) ?? names.find((name) => !sidecars.includes(name));
}

/** A container in a running pod with these labels. @throws Trouble: `Unavailable` when none runs. */
export async function findContainer(
  cluster: Cluster,
  namespace: string,
  from: { pod: string; container?: string },
  signal: AbortSignal,
): Promise<Container> {
  const pods = await cluster.list('Pod', namespace, { labels: labelsFrom(from.pod) }, signal);
  const pod = pods.find(isRunning);
  const container = pod && (from.container ?? mainContainer(pod));
  if (pod && container !== undefined) return { namespace, pod: pod.metadata.name, container };
  throw new Trouble('Unavailable', `No pod ${from.pod} is ready in ${namespace} to send requests from.`);
}
