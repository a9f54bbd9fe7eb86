import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';

/** Takes the former stable away: deleted with what scales it, scaled to nothing, or left as it is. */
export function decommission({ traffic, workloads, autoscalers }: Ports): Conducted<'decommission'> {
  return async ({ spec, plan, fence }, { signal }) => {
    if (!plan.stable) return { kind: 'done' };
    const seen = await traffic(plan).observe(signal, 100);
    if (seen.kind === 'foreign') return { kind: 'foreign', edit: seen.edit }; // its users may be back on it
    const { deployment } = plan.stable;
    switch (spec.decommission) {
      case 'delete':
        await workloads(plan).remove(deployment, fence, signal);
        await autoscalers(plan)?.remove('stable', fence, signal);
        return { kind: 'done', detail: `${deployment} is deleted` };
      case 'scale':
        await workloads(plan).scale(deployment, 0, fence, signal);
        return { kind: 'done', detail: `${deployment} is scaled to 0` };
      case 'leave':
        return { kind: 'done', detail: `${deployment} is left as it is` };
    }
  };
}
