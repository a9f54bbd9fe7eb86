import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';

/** Takes the canary away, or what we did to one that was found, and what probes may have left after a crash. */
export function putBack(ports: Ports): Conducted<'putBack'> {
  return async ({ spec, plan, fence }, { signal }) => {
    if (spec.verify) await ports.removeProbes(plan, signal);
    await ports.previewService(plan)?.remove(fence, signal);
    await ports.workloads(plan).putBack(fence, signal);
    await ports.autoscalers(plan)?.remove('canary', fence, signal);
    const { deployment, deployed } = plan.canary;
    return {
      kind: 'done',
      detail: deployed === 'by-us' ? `${deployment} is taken away` : `${deployment} is as it was`,
    };
  };
}
