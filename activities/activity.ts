import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActInput, ActKind, Finding } from '../domain/act.js';
import { observedSignal } from '../domain/message.js';
import { failureFrom, isCancellation } from './failure.js';
import type { Conduct } from './ports.js';

/** How often a running activity says that it lives; the retries wait for two seconds of silence. */
const pulseMs = 900;
/** What was cancelled says so only then, since each telling is a workflow task: when many are aborted at once, the aborts go first. */
const lingerMs = 2000;

/** What does one act, knowing nothing of Temporal. */
export type Conducted<Kind extends ActKind> = (input: ActInput<Kind>, conduct: Conduct) => Promise<Finding>;

/** Makes an activity of it: a pulse, its progress from attempt to attempt, and trouble by its name. */
export function activity<Kind extends ActKind>(run: Conducted<Kind>): (input: ActInput<Kind>) => Promise<Finding> {
  return async (input) => {
    const context = Context.current();
    const { cancellationSignal: signal, info } = context;
    const { isLocal: isWithin, heartbeatDetails: progress } = info;
    setMaxListeners(0, signal); // many calls at once listen to it
    let told: unknown = progress;
    const pulse = isWithin ? undefined : setInterval(() => context.heartbeat(told), pulseMs);
    const tell = (how: unknown): void => {
      told = how;
      context.heartbeat(told);
    };
    try {
      return await run(input, { signal, isWithin, tell, progress, report: report(context) });
    } catch (cause) {
      if (!isCancellation(cause, signal)) throw failureFrom(cause);
      if (isUnneeded(context)) await sleep(lingerMs);
      throw new CancelledFailure('the release needs this no longer', [], undefined);
    } finally {
      clearInterval(pulse);
    }
  };
}

/** Cancelled by the release: a worker that shuts down must be quick. */
function isUnneeded({ cancellationDetails: details }: Context): boolean {
  return details?.cancelRequested === true && !details.workerShutdown;
}

function report({ client, info, log }: Context): Conduct['report'] {
  const { workflowId, runId } = info.workflowExecution ?? {};
  return async (seen) => {
    if (workflowId === undefined) return;
    try {
      await client.workflow.getHandle(workflowId, runId).signal(observedSignal, seen);
    } catch (cause) {
      log.warn('the release could not be told what is seen', { cause: String(cause) });
    }
  };
}
