import type { PodSet, PodsRoute } from '../../domain/plan.js';
import type { PodSplit } from '../../domain/pod-split.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { fencePatch, type FenceRecord, readFence, serviceKey } from '../kubernetes/fence-annotation.js';
import { isRecord, numberAt, textAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** What our annotation on the Service says: which release leads its pods, and to where. */
export interface PodsFence extends FenceRecord {
  weight?: number;
  split?: PodSplit;
  /** It is on its way there. */
  moving?: true;
  /** Stable has given up pods since the release began. */
  lowered?: true;
}

/** Our annotation on the users' Service. Not `ended` and of another release: an orphan, or one that runs. */
export function podsFence(service: unknown, of: { namespace: string; service: string }): PodsFence | undefined {
  const record = readFence(service, serviceKey(of));
  if (!record) return undefined;
  const { weight, split, moving, lowered, ...fence } = record;
  const [canary, stable] = [numberAt(split, 'canary'), numberAt(split, 'stable')];
  return {
    ...fence,
    ...(typeof weight === 'number' ? { weight } : {}),
    ...(isRecord(split) && canary !== undefined && stable !== undefined ? { split: { canary, stable } } : {}),
    ...(moving === true ? { moving } : {}),
    ...(lowered === true ? { lowered } : {}),
  };
}

/** The split that our annotation on the Service tells: enough to take it back when nothing else is known. */
export function podsRouteIn(service: unknown, of: { namespace: string; service: string }): PodsRoute | undefined {
  const pods = valueAt(readFence(service, serviceKey(of)), 'pods');
  const [canary, stable] = [podSetIn(valueAt(pods, 'canary')), podSetIn(valueAt(pods, 'stable'))];
  const labels = textsAt(pods, 'labels');
  if (!canary || Object.keys(labels).length === 0) return undefined;
  const { namespace, service: name } = of;
  const way = { kind: 'replicas', namespace, service: name, round: 'up', labels, canary, counted: false } as const;
  return { ...way, ...(stable ? { stable } : {}) };
}

function podSetIn(value: unknown): PodSet | undefined {
  const [deployment, replicas] = [textAt(value, 'deployment'), numberAt(value, 'replicas')];
  return deployment === undefined || replicas === undefined ? undefined : { deployment, replicas };
}

/** Writes our annotation on the Service, with all that taking it back by that alone needs. */
export async function leadService(
  { cluster, route }: { cluster: Cluster; route: PodsRoute },
  service: KubernetesObject,
  record: PodsFence,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  const { namespace, service: name, kind: _, ...pods } = route;
  const whole = record.ended ? record : { ...record, pods };
  return cluster.patch({ kind: 'Service', namespace, name }, fencePatch(service, serviceKey(route), whole), signal);
}
