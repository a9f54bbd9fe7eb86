import type { Conducted } from '../activity.js';
import { freezeNow } from '../freeze/freeze-now.js';
import type { Ports } from '../ports.js';

/**
 * Lets the Service select the canary's pods; their weight is 0. Where users get it all the same, since no other version
 * serves or some clients go past the route, a freeze holds it back.
 */
export function admit({ workloads, sharedFreeze }: Ports): Conducted<'admit'> {
  return async ({ act, spec, plan, fence }, { signal }) => {
    const hasUsers = !plan.stable || (spec.ways ?? 'accept') === 'accept';
    const frozen = hasUsers && !act.override ? await freezeNow(sharedFreeze, spec, signal) : undefined;
    if (frozen) return { kind: 'frozen', ...frozen };
    await workloads(plan).admit(fence, signal);
    const labels = Object.entries(plan.canary.admission).map(([name, value]) => `${name}=${value}`);
    return { kind: 'done', detail: `${plan.canary.deployment} has ${labels.join(', ')}` };
  };
}
