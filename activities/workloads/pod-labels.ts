import type { Fence } from '../../domain/fence.js';
import type { PodsRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import {
  fencePatch,
  type FenceRecord,
  isSameFence,
  readFence,
  refuseIfSuperseded,
  serviceKey,
} from '../kubernetes/fence-annotation.js';
import { type JsonPatch, pointer } from '../kubernetes/json-patch.js';
import { isRecord, textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';

/** Whose pods are written, and on behalf of which act. `former`: what the labels were before, of pods that do not say. */
export interface PodWriter {
  route: PodsRoute;
  fence: Fence;
  former: Record<string, unknown>;
}

/** `touch`: our fence alone, so that what was sent before is refused. */
export type PodMark = 'label' | 'unlabel' | 'touch';

/** What our annotation on a pod says. */
export interface PodRecord extends FenceRecord {
  /** Whether we have given it the labels; false: it had them once. */
  labelled?: boolean;
  /** What was there instead. */
  former?: Record<string, unknown>;
}

/** Whether the pod has what the Service selects. */
export function hasLabels({ metadata }: KubernetesObject, { labels }: PodsRoute): boolean {
  return carries(metadata.labels ?? {}, labels);
}

/** Whether all the wanted labels are among them. */
export function carries(labels: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

export function podRecord(pod: KubernetesObject, route: PodsRoute): PodRecord | undefined {
  const record = readFence(pod, serviceKey(route));
  if (!record) return undefined;
  const { labelled, former, ...fence } = record;
  return {
    ...fence,
    ...(typeof labelled === 'boolean' ? { labelled } : {}),
    ...(isRecord(former) ? { former } : {}),
  };
}

/**
 * Gives one pod the labels that the Service selects, or takes them away, with our fence in the same patch; what is so
 * already is not written. A pod that is gone is fine. @throws Trouble `Superseded`, `Conflict`.
 */
export async function markPod(
  cluster: Cluster,
  { mark, ...writer }: PodWriter & { mark: PodMark },
  pod: KubernetesObject,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = writer.route;
  const { name } = pod.metadata;
  let known: KubernetesObject | undefined = pod;
  await retryOnConflict(async () => {
    const found = known ?? (await cluster.get('Pod', namespace, name, signal));
    known = undefined; // after a conflict it is read
    if (!found || found.metadata.uid !== pod.metadata.uid || found.metadata.deletionTimestamp !== undefined) return;
    const operations = patchOf(writer, mark, found);
    if (operations.length > 0)
      await cluster.patch({ kind: 'Pod', namespace, name }, operations, signal).catch(goneIsFine);
  });
}

function patchOf({ route, fence, former: usual }: PodWriter, mark: PodMark, pod: KubernetesObject): JsonPatch {
  const record = podRecord(pod, route);
  refuseIfSuperseded(fence, record, `Pod ${route.namespace}/${pod.metadata.name}`);
  const labels = textsAt(pod, 'metadata', 'labels');
  const differing = Object.entries(route.labels).filter(
    ([name, value]) => (labels[name] === value) !== (mark === 'label'),
  );
  if ((mark === 'touch' || differing.length === 0) && isSameFence(record, fence)) return [];
  const former = record?.former ?? usual;
  const { direct: _, ...rest } = record ?? {}; // whose word the last write was is no word of this one
  const { kept, operations } =
    mark === 'label' ? giving(labels, differing) : { kept: former, operations: taking(former, differing) };
  const memory = mark === 'touch' ? {} : { labelled: mark === 'label', former: { ...former, ...kept } };
  const next = { ...rest, ...memory, ...fence };
  return [...fencePatch(pod, serviceKey(route), next), ...(mark === 'touch' ? [] : operations)];
}

function giving(labels: Record<string, string>, lacking: [string, string][]) {
  const kept = Object.fromEntries(lacking.map(([name]) => [name, labels[name] ?? null]));
  const operations: JsonPatch = lacking.map(([name, value]) => ({ op: 'add', path: pathOf(name), value }));
  return { kept, operations };
}

function taking(former: Record<string, unknown>, ours: [string, string][]): JsonPatch {
  return ours.map(([name]) => {
    const value = former[name];
    return typeof value === 'string' ? { op: 'add', path: pathOf(name), value } : { op: 'remove', path: pathOf(name) };
  });
}

const pathOf = (label: string) => pointer('metadata', 'labels', label);

function goneIsFine(cause: unknown): void {
  if (!(cause instanceof Trouble) || cause.type !== 'NotFound') throw cause;
}
