import { judgeCapacity } from '../../domain/capacity.js';
import type { Fence } from '../../domain/fence.js';
import type { Plan, PodsRoute } from '../../domain/plan.js';
import { podsCarrying } from '../../domain/pod-split.js';
import { podsNeeded } from '../../domain/pods-needed.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { seconds } from '../../domain/seconds.js';
import type { Weight } from '../../domain/step.js';
import type { Ports } from '../ports.js';
import { Trouble } from '../trouble.js';

interface Wanted {
  weight: Weight;
  spec: ReleaseSpec;
  plan: Plan;
  fence: Fence;
}

/**
 * Why the canary has not the pods that a weight needs; undefined: it has them. What its autoscaler still starts is waited
 * for. @throws Trouble `Unavailable`, with what is waited for, as long as these pods may take to get ready.
 */
export async function capacityLack(
  ports: Ports,
  { weight, spec, plan, fence }: Wanted,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { deployment, replicas } = plan.canary;
  if (plan.route.kind === 'replicas') return podsLack(ports, { weight, plan }, plan.route, signal);
  const raised = await ports.autoscalers(plan)?.raise(weight, fence, signal);
  const { needed, scaled } = raised ?? { needed: podsNeeded(weight, plan.stable?.replicas ?? replicas) };
  const seen = await ports.workloads(plan).observe(deployment, signal);
  if (seen.kind === 'missing') return `${deployment} is gone`;
  const { serving } = seen;
  const found = judgeCapacity({ needed, serving, ...(scaled ? { scaled } : {}) }, Date.now(), spec.canary.readyMs);
  const lack = `${serving} pods of ${deployment} are ready endpoints, ${weight} % needs ${needed}`;
  switch (found) {
    case 'enough':
      return undefined;
    case 'beyond':
      return `${lack}, and its autoscaler may give it ${scaled?.max}: raise that (canary.autoscaling.max)`;
    case 'awaited':
      if (seen.kind === 'stuck') return `${lack}: ${seen.why}`;
      throw new Trouble('Unavailable', `${lack}, which its autoscaler starts`);
    case 'lacking':
      return scaled ? `${lack}, which did not come in ${seconds(spec.canary.readyMs)}` : lack;
  }
}

/** Where pods are the share, they become endpoints by the shift itself: it is enough that they are ready. */
async function podsLack(
  { workloads }: Ports,
  { weight, plan }: Pick<Wanted, 'weight' | 'plan'>,
  route: PodsRoute,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { deployment } = plan.canary;
  const seen = await workloads(plan).observe(deployment, signal);
  if (seen.kind === 'missing') return `${deployment} is gone`;
  const carrying = podsCarrying(route, weight);
  if (seen.ready >= carrying) return undefined;
  return `${seen.ready} pods of ${deployment} are ready, ${weight} % needs ${carrying}`;
}
