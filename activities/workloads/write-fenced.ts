import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import {
  fencePatch,
  type FenceRecord,
  isSameFence,
  readFence,
  refuseIfSuperseded,
  serviceKey,
} from '../kubernetes/fence-annotation.js';
import type { JsonPatch } from '../kubernetes/json-patch.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';

/** What is to be changed in an object, and what is to be remembered of it beside the fence. */
export interface FencedChange {
  operations: JsonPatch;
  details?: Record<string, unknown>;
}

/** What is written, a Deployment unless said, of which service, and on behalf of which act. */
export interface Target {
  kind?: 'Deployment' | 'HorizontalPodAutoscaler' | 'Service';
  plan: Pick<Plan, 'namespace' | 'service'>;
  name: string;
  fence: Fence;
}

/**
 * Changes an object as `changeOf` says from what it is, with our fence; all else stays. Writes the fence alone when
 * nothing is to be changed, and nothing when that is there, too. @throws Trouble `Superseded`, `Conflict`.
 */
export async function writeFenced(
  cluster: Cluster,
  { kind = 'Deployment', plan, name, fence }: Target,
  changeOf: (object: KubernetesObject, record: FenceRecord | undefined) => FencedChange,
  signal: AbortSignal,
): Promise<'done' | 'gone'> {
  const { namespace } = plan;
  return retryOnConflict(async () => {
    const object = await cluster.get(kind, namespace, name, signal);
    if (!object || object.metadata.deletionTimestamp !== undefined) return 'gone';
    const record = readFence(object, serviceKey(plan));
    refuseIfSuperseded(fence, record, `${kind} ${namespace}/${name}`);
    const { operations, details } = changeOf(object, record);
    if (operations.length === 0 && isSameFence(record, fence)) return 'done';
    const { ended: _, ...kept } = record ?? {};
    const patch = fencePatch(object, serviceKey(plan), { ...kept, ...details, ...fence });
    await cluster.patch({ kind, namespace, name }, [...patch, ...operations], signal);
    return 'done';
  });
}

/** Deletes an object that is still as it was read. One that is gone is fine. */
export async function removeFenced(
  cluster: Cluster,
  { kind = 'Deployment', plan, name, fence }: Target,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = plan;
  await retryOnConflict(async () => {
    const found = await cluster.get(kind, namespace, name, signal);
    if (!found || found.metadata.deletionTimestamp !== undefined) return;
    refuseIfSuperseded(fence, readFence(found, serviceKey(plan)), `${kind} ${namespace}/${name}`);
    const { uid = '', resourceVersion = '' } = found.metadata;
    await cluster.remove({ kind, namespace, name }, { uid, resourceVersion }, signal);
  });
}
