import { condition, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { waitingSignal } from '../domain/message.js';
import type { Happening } from '../domain/release-event.js';

/**
 * While a release waits for its turn, asks every so often whether the service still runs that would give it: one that was
 * ended by force never does. A service goes on as a new run only when nobody waits, so the run that began the release is
 * the one. Undefined when it waits no more; it never fails.
 */
export async function orphaned(isWaiting: () => boolean, everyMs?: number): Promise<Happening | undefined> {
  const { parent } = workflowInfo();
  if (everyMs === undefined || !parent) return undefined; // begun by an older version, or without a service
  const service = getExternalWorkflowHandle(parent.workflowId, parent.runId);
  while (isWaiting()) {
    if (await condition(() => !isWaiting(), everyMs)) return undefined;
    try {
      await service.signal(waitingSignal);
    } catch {
      return { kind: 'orphaned', service: parent.workflowId };
    }
  }
  return undefined;
}
