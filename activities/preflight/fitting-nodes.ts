import { listAt, textAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { selects } from './labels.js';
import type { Survey } from './survey.js';
import type { PodsOfVersions } from './version-pods.js';

/** The nodes that pods of either version could stand on, and those where some stand now. */
export function nodesFor(
  { canary, stable }: PodsOfVersions,
  nodes: readonly KubernetesObject[],
  { pods }: Pick<Survey, 'pods'>,
): KubernetesObject[] {
  const versions = [canary, ...(stable ? [stable] : [])];
  const standing = pods.filter(({ metadata }) => versions.some(({ labels }) => selects(labels, metadata.labels ?? {})));
  const taken = standing.map((pod) => textAt(pod, 'spec', 'nodeName'));
  return nodes.filter((node) => taken.includes(node.metadata.name) || versions.some(({ spec }) => isFit(node, spec)));
}

/**
 * Whether a node takes new pods of this template: it is ready, nobody has closed it, it has the labels of their nodeSelector,
 * and they tolerate its taints. Their required nodeAffinity is left out, as is what they ask of CPU and memory: a node that these
 * forbid counts as fit.
 */
function isFit(node: KubernetesObject, template: unknown): boolean {
  const isReady = listAt(node, 'status', 'conditions').some(
    (each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True',
  );
  const wanted = Object.entries(textsAt(template, 'nodeSelector'));
  const tolerations = listAt(template, 'tolerations');
  return (
    isReady &&
    wanted.every(([name, value]) => node.metadata.labels?.[name] === value) &&
    taintsOf(node).every((taint) => tolerations.some((each) => tolerates(each, taint)))
  );
}

const closed = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Those that keep new pods away. */
function taintsOf(node: KubernetesObject): unknown[] {
  const all = [...listAt(node, 'spec', 'taints'), ...(valueAt(node, 'spec', 'unschedulable') === true ? [closed] : [])];
  return all.filter((each) => ['NoSchedule', 'NoExecute'].includes(textAt(each, 'effect') ?? ''));
}

function tolerates(toleration: unknown, taint: unknown): boolean {
  const [key, effect] = [textAt(toleration, 'key') ?? '', textAt(toleration, 'effect') ?? ''];
  const isItsKey = key === textAt(taint, 'key') || (key === '' && textAt(toleration, 'operator') === 'Exists');
  const isItsEffect = effect === '' || effect === textAt(taint, 'effect');
  const isItsValue =
    (textAt(toleration, 'operator') ?? 'Equal') !== 'Equal' ||
    (textAt(toleration, 'value') ?? '') === (textAt(taint, 'value') ?? '');
  return isItsKey && isItsEffect && isItsValue;
}
