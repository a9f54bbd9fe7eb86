import type { ReleaseSpec, Verify } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { isRunning, labelsFrom, mainContainer } from '../probes/container.js';
import { Trouble } from '../trouble.js';
import { requestProblems } from './check-requests.js';

/** The oldest curl that knows all we ask of it. */
const oldest = [7, 75];

/** What keeps the spec's requests from being sent or judged. */
export async function senderProblems(
  cluster: Cluster,
  { namespace, verify }: ReleaseSpec,
  signal: AbortSignal,
): Promise<string[]> {
  if (!verify || (verify.requests.length === 0 && !verify.load)) return [];
  const wrong = await requestProblems(cluster, namespace, verify, signal);
  if (!verify.from) return wrong;
  try {
    return [...wrong, ...(await curlProblems(cluster, namespace, verify.from, signal))];
  } catch (cause) {
    if (cause instanceof Trouble && cause.type === 'Forbidden') return wrong; // the permissions tell
    throw cause;
  }
}

/** Whether a pod has a proxy of Istio's beside its containers, or before them as they run. */
export function hasSidecar(pod: KubernetesObject): boolean {
  const containers = [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')];
  return containers.some((each) => textAt(each, 'name') === 'istio-proxy');
}

async function curlProblems(
  cluster: Cluster,
  namespace: string,
  from: NonNullable<Verify['from']>,
  signal: AbortSignal,
): Promise<string[]> {
  const pods = await cluster.list('Pod', namespace, { labels: labelsFrom(from.pod) }, signal);
  const pod = pods.find(isRunning);
  if (!pod)
    return [
      `verify.from: no pod ${from.pod} is ready in ${namespace} to send requests from; start one, or leave out \`from\`.`,
    ];
  const names = listAt(pod, 'spec', 'containers').flatMap((each) => textAt(each, 'name') ?? []);
  const container = from.container ?? mainContainer(pod);
  const where = `pod ${namespace}/${pod.metadata.name}`;
  if (container === undefined || !names.includes(container))
    return [
      `verify.from: ${where} has no container ${container ?? 'that is no sidecar'}; there are ${names.join(', ')}.`,
    ];
  return curlVersionProblems(cluster, { namespace, pod: pod.metadata.name, container }, signal);
}

async function curlVersionProblems(
  cluster: Cluster,
  container: Parameters<Cluster['exec']>[0],
  signal: AbortSignal,
): Promise<string[]> {
  const where = `container ${container.container} of pod ${container.namespace}/${container.pod}`;
  try {
    const { stdout } = await cluster.exec(container, ['curl', '--version'], { timeoutMs: 5000, signal });
    const [, major, minor] = /^curl (\d+)\.(\d+)/.exec(stdout) ?? [];
    const isOld = Number(major) * 1000 + Number(minor) < (oldest[0] ?? 0) * 1000 + (oldest[1] ?? 0);
    if (major !== undefined && !isOld) return [];
    return [
      `verify.from: ${where} has ${major === undefined ? 'a `curl` that is not curl' : `curl ${major}.${minor}`}: name one with curl ${oldest.join('.')} or newer, or leave out \`from\`.`,
    ];
  } catch (cause) {
    if (cause instanceof Trouble && cause.type === 'InvalidSpec')
      return [`verify.from: ${where} has no curl: name another, or leave out \`from\`.`];
    throw cause;
  }
}
