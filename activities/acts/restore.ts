import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../domain/plan.js';
import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';
import type { Workload } from '../workloads/workloads.js';

const everyMs = 500;

/**
 * Brings the former stable back to its replicas, unless it was left as it is, and waits until they are ready; there is no
 * way back to one that is gone.
 */
export function restore(ports: Ports): Conducted<'restore'> {
  return async ({ act, spec, plan, fence }, { signal, tell }) => {
    if (!plan.stable) return { kind: 'gone', what: 'there was no version before' };
    const { deployment, replicas } = plan.stable;
    const workloads = ports.workloads(plan);
    if (act.ended) {
      const problem = await changed(ports, plan, signal);
      if (problem !== undefined) return { kind: 'refused', problems: [problem], searchable: ports.searchable };
    }
    const isLeft = spec.decommission === 'leave' && plan.route.kind !== 'replicas'; // there it has no pods all the same
    const recalled = await ports.autoscalers(plan)?.recall(fence, signal);
    const isScaled = recalled !== undefined && recalled.has > 0; // up to what it is told to keep
    const needed = recalled?.needed ?? replicas;
    const scaled = isLeft || isScaled ? 'done' : await workloads.scale(deployment, needed, fence, signal);
    for (;;) {
      const seen = scaled === 'gone' ? { kind: 'missing' as const } : await workloads.observe(deployment, signal);
      if (seen.kind === 'missing') return { kind: 'gone', what: `${deployment} is decommissioned already` };
      const waitingFor = lackOf(plan, seen, recalled?.needed ?? 0);
      if (waitingFor === undefined) return { kind: 'done', detail: `${deployment} has ${seen.ready} ready pods` };
      tell({ waitingFor });
      await sleep(everyMs, undefined, { signal });
    }
  };
}

/** What has changed since a release ended, so that it is not for us to take it back. */
async function changed(ports: Ports, plan: Plan, signal: AbortSignal): Promise<string | undefined> {
  const { canary, stable } = plan;
  const [seen, former] = await Promise.all([
    ports.traffic(plan).observe(signal, 100),
    ports.workloads(plan).observe(stable?.deployment ?? '', signal),
  ]);
  if (former.kind === 'missing') return `${stable?.deployment} is gone: release the former version anew`;
  if (seen.kind === 'missing') return seen.what;
  const as = `since it ended: write the route by hand, or release the former version anew`;
  if (seen.kind === 'foreign') return `the route was edited by ${seen.edit.by} (${seen.edit.what}) ${as}`;
  return seen.weight === 100 ? undefined : `${canary.version} has ${seen.weight} % of the requests, not all, ${as}`;
}

/** No pods, no requests: they must be endpoints, too, where the Service has all versions. */
function lackOf({ route }: Plan, seen: Exclude<Workload, { kind: 'missing' }>, needed: number): string | undefined {
  if (seen.kind === 'stuck') return seen.why;
  if (seen.kind === 'progressing') return seen.waitingFor;
  if (seen.ready === 0) return 'pods: it has none, scale it up';
  if (seen.ready < needed) return `${needed - seen.ready} more pods, which its autoscaler starts`;
  const isBehind = route.kind === 'gateway-api' || route.kind === 'replicas' || route.stable?.subset !== undefined;
  return isBehind && seen.serving < seen.ready ? `${seen.ready - seen.serving} of its pods to be endpoints` : undefined;
}
