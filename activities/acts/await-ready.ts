import { setTimeout as sleep } from 'node:timers/promises';
import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';
import type { Workload } from '../workloads/workloads.js';

const everyMs = 500;

/** Waits until all the canary's pods are ready, and endpoints of the Service once they are admitted. */
export function awaitReady({ workloads }: Ports): Conducted<'awaitReady'> {
  return async ({ act, plan }, { signal, tell }) => {
    const { deployment } = plan.canary;
    for (;;) {
      const seen = await workloads(plan).observe(deployment, signal);
      const waitingFor = lackOf(seen, act.admitted);
      if (waitingFor === undefined && 'ready' in seen)
        return { kind: 'done', detail: `${seen.ready} pods of ${deployment} are ready` };
      if (seen.kind === 'stuck') return { kind: 'bad', why: `${deployment}: ${seen.why}` };
      if (Date.now() >= act.deadline)
        return { kind: 'bad', why: `${deployment} did not get ready in time: ${waitingFor}` };
      tell({ waitingFor });
      await sleep(everyMs, undefined, { signal });
    }
  };
}

function lackOf(seen: Workload, admitted: boolean): string | undefined {
  if (seen.kind === 'missing') return 'it is not there';
  if (seen.kind === 'progressing') return seen.waitingFor;
  if (seen.kind === 'stuck') return seen.why;
  if (admitted && seen.serving < seen.ready)
    return `${seen.serving} of ${seen.ready} pods are endpoints of the Service`;
  return undefined;
}
