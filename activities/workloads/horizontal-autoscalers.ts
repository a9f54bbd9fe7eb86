import { canaryNeeds } from '../../domain/capacity.js';
import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { readFence, serviceKey } from '../kubernetes/fence-annotation.js';
import { numberAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { AutoscalersFor, Raised } from './autoscalers.js';
import { canaryAutoscaler } from './canary-autoscaler.js';
import { createdBy } from './canary-deployment.js';
import { freeAutoscaler, holdAutoscaler } from './hold-autoscaler.js';
import { boundsOf, hasFigures, heldIn } from './read-autoscaler.js';
import { scaledVersions, type ScaledVersion } from './scaled-versions.js';
import { removeFenced } from './write-fenced.js';

/** The HorizontalPodAutoscalers of a release's versions, on the API server: found by the Deployments that they scale. */
export function horizontalAutoscalers(cluster: Cluster): AutoscalersFor {
  return (plan) => {
    if (!plan.autoscaling) return undefined;
    return {
      async make(fence, signal) {
        await made(cluster, { plan, fence }, await scaledVersions(cluster, plan, signal), signal);
      },
      raise: (weight, fence, signal) => raise(cluster, { plan, fence }, weight, signal),
      recall: (fence, signal) => recall(cluster, { plan, fence }, signal),
      async lags(version, signal) {
        const { autoscaler } = (await scaledVersions(cluster, plan, signal))[version];
        const before = heldIn(readFence(autoscaler, serviceKey(plan)));
        return before !== undefined && before.floor > before.own && hasFigures(autoscaler);
      },
      async letGo(fence, signal) {
        const { stable, canary } = await scaledVersions(cluster, plan, signal);
        for (const { autoscaler } of [stable, canary])
          if (autoscaler) await freeAutoscaler(cluster, { plan, fence, name: autoscaler.metadata.name }, signal);
      },
      async remove(version, fence, signal) {
        const { autoscaler } = (await scaledVersions(cluster, plan, signal))[version];
        if (!autoscaler || (version === 'canary' && !isOurs(plan, autoscaler))) return;
        const { name } = autoscaler.metadata;
        await removeFenced(cluster, { kind: 'HorizontalPodAutoscaler', plan, name, fence }, signal);
      },
    };
  };
}

interface Writer {
  plan: Plan;
  fence: Fence;
}

/** The canary's autoscaler, made where the plan says so; undefined when there is none. */
async function made(
  cluster: Cluster,
  { plan, fence }: Writer,
  { stable, canary }: Record<'stable' | 'canary', ScaledVersion>,
  signal: AbortSignal,
): Promise<KubernetesObject | undefined> {
  const bounds = plan.autoscaling?.make;
  if (canary.autoscaler || !bounds || !canary.deployment || !stable.autoscaler) return canary.autoscaler;
  const parts = { from: stable.autoscaler, deployment: canary.deployment, bounds };
  return cluster.create(canaryAutoscaler(plan, parts, fence), signal);
}

async function raise(cluster: Cluster, writer: Writer, weight: Weight, signal: AbortSignal): Promise<Raised> {
  const seen = await scaledVersions(cluster, writer.plan, signal);
  const { stable, canary } = writer.plan;
  const needed = canaryNeeds(weight, { begin: stable?.replicas ?? canary.replicas, now: seen.stable.pods });
  const hold = ({ metadata: { name } }: KubernetesObject, pods: number) =>
    holdAutoscaler(cluster, { ...writer, name }, pods, signal);
  const [canarys] = await Promise.all([
    made(cluster, writer, seen, signal),
    seen.stable.autoscaler && hold(seen.stable.autoscaler, seen.stable.pods),
  ]);
  if (!canarys) return { needed };
  return { needed, scaled: { max: boundsOf(canarys).max, since: await hold(canarys, needed) } };
}

async function recall(cluster: Cluster, { plan, fence }: Writer, signal: AbortSignal) {
  const { stable, canary } = await scaledVersions(cluster, plan, signal);
  if (!stable.deployment || !stable.autoscaler) return undefined;
  const { name } = stable.autoscaler.metadata;
  const had = numberAt(readFence(stable.autoscaler, serviceKey(plan)), 'floor') ?? 0;
  const wanted = Math.max(plan.stable?.replicas ?? 0, had, canary.pods);
  await holdAutoscaler(cluster, { plan, fence, name }, wanted, signal);
  return { needed: Math.min(wanted, boundsOf(stable.autoscaler).max), has: stable.pods };
}

/** Whether this release has made it. */
function isOurs({ autoscaling }: Plan, { metadata: { name, annotations } }: KubernetesObject): boolean {
  return autoscaling?.make?.name === name && annotations?.[createdBy] !== undefined;
}
