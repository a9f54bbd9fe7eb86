import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, WorkflowUpdateFailedError } from '@temporalio/client';
import { grpcCodes, grpcErrorOf } from './grpc-code.js';

const everyMs = 100;

/**
 * Sends an update until it is heard. Nothing was done of one that is answered that
 * - its workflow task failed: when something else comes at the moment in which a workflow would end, or go on as a new run,
 *   Temporal has it think again (temporal#7296);
 * - it was not processed: on a busy machine a worker may end a workflow task without a look at an update that came with it
 *   ("unprocessed protocol messages", says its log), and Temporal then takes it for one that knows no updates.
 *
 * @throws what Temporal says otherwise; the same after `tries`, for then there is another reason.
 */
export async function heard<Answer>(update: () => Promise<Answer>, tries = 5): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await update();
    } catch (cause) {
      if (!wasUnheard(cause) || tried === tries) throw cause;
      await sleep(everyMs);
    }
  }
}

/** Whether Temporal says so in the place of a worker that did not look at the update. */
export function wasUnprocessed(cause: unknown): boolean {
  if (!(cause instanceof WorkflowUpdateFailedError)) return false;
  return cause.cause instanceof ApplicationFailure && cause.cause.type === 'UnprocessedUpdate';
}

function wasUnheard(cause: unknown): boolean {
  if (wasUnprocessed(cause)) return true;
  const error = grpcErrorOf(cause);
  return error?.code === grpcCodes.failedPrecondition && /workflow task (failure|in failed state)/i.test(error.details);
}
