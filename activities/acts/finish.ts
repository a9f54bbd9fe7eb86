import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';

/** Ends the release on the route, once nothing else is held for it. */
export function finish({ traffic, autoscalers, previewService }: Ports): Conducted<'finish'> {
  return async ({ act, plan, fence }, { signal }) => {
    await autoscalers(plan)?.letGo(fence, signal);
    await previewService(plan)?.remove(fence, signal);
    await traffic(plan).release(act.to, fence, signal);
    const version = act.to === 'canary' ? plan.canary.version : (plan.stable?.version ?? 'nothing');
    const who = plan.route.kind === 'replicas' ? `Service ${plan.service}` : 'the route';
    return { kind: 'done', detail: `${who} sends all requests to ${version}` };
  };
}
