import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';

/** Creates the canary's Deployment, dark, with what scales it and its preview. One that was found is only waited for. */
export function deploy({ workloads, autoscalers, previewService }: Ports): Conducted<'deploy'> {
  return async ({ spec, plan, fence }, { signal }) => {
    await workloads(plan).deploy(spec.canary, fence, signal);
    await autoscalers(plan)?.make(fence, signal);
    await previewService(plan)?.make(fence, signal);
    const { deployment, dark } = plan.canary;
    return { kind: 'done', detail: `${deployment} is deployed, dark by ${dark}` };
  };
}
