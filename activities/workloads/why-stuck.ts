import { listAt, numberAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { isReady } from './pods.js';

/** Reasons for which a container waits that do not pass by themselves. */
const lasting = [
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
];

const manyRestarts = 3;

/** Why a Deployment with these pods of its newest template will not get ready by itself; undefined: it still may. */
export function whyStuck(deployment: KubernetesObject, pods: KubernetesObject[]): string | undefined {
  const [pod] = pods.flatMap((each) => whyPodIsStuck(each) ?? []);
  return pod ?? whyRefused(deployment) ?? whyOverdue(deployment);
}

/** What keeps pods from being made or placed, that may pass. */
export function whyWaiting(deployment: KubernetesObject, pods: KubernetesObject[]): string | undefined {
  const unplaced = pods.flatMap((pod) => {
    const said = messageOf(pod, { type: 'PodScheduled', status: 'False' });
    return said === undefined ? [] : `${pod.metadata.name} has no place: ${said}`;
  });
  return messageOf(deployment, { type: 'ReplicaFailure', status: 'True' }) ?? unplaced[0];
}

function whyPodIsStuck(pod: KubernetesObject): string | undefined {
  if (isReady(pod)) return undefined;
  const containers = [...listAt(pod, 'status', 'initContainerStatuses'), ...listAt(pod, 'status', 'containerStatuses')];
  const [why] = containers.flatMap((container) => whyContainerIsStuck(container) ?? []);
  return why === undefined ? undefined : `${pod.metadata.name}: ${why}`;
}

function whyContainerIsStuck(container: unknown): string | undefined {
  const name = textAt(container, 'name');
  const restarts = numberAt(container, 'restartCount') ?? 0;
  const code = numberAt(container, 'lastState', 'terminated', 'exitCode');
  const last = code === undefined ? '' : `, last with exit code ${code}`;
  const reason = textAt(container, 'state', 'waiting', 'reason') ?? '';
  if (reason === 'CrashLoopBackOff' || restarts >= manyRestarts)
    return `container ${name} ends again and again (${restarts} restarts${last})`;
  if (!lasting.includes(reason)) return undefined;
  return `container ${name}: ${reason}: ${textAt(container, 'state', 'waiting', 'message') ?? 'no more is said'}`;
}

/** A quota, or an admission rule, refuses the pods. A webhook that does not answer comes back. */
function whyRefused(deployment: KubernetesObject): string | undefined {
  const said = messageOf(deployment, { type: 'ReplicaFailure', status: 'True' });
  const isLasting =
    said !== undefined && /forbidden|exceeded quota/.test(said) && !said.includes('failed calling webhook');
  return isLasting ? `its pods are refused: ${said}` : undefined;
}

function whyOverdue(deployment: KubernetesObject): string | undefined {
  const said = messageOf(deployment, { type: 'Progressing', reason: 'ProgressDeadlineExceeded' });
  return said === undefined ? undefined : `its progress deadline is over: ${said}`;
}

function messageOf(object: KubernetesObject, wanted: Record<string, string>): string | undefined {
  const condition = listAt(object, 'status', 'conditions').find((each) =>
    Object.entries(wanted).every(([name, value]) => textAt(each, name) === value),
  );
  return condition === undefined ? undefined : (textAt(condition, 'message') ?? '');
}
