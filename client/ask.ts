import {
  ApplicationFailure,
  type Client,
  isGrpcDeadlineError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { Fault, Refused } from './errors.js';
import { grpcCodes, grpcErrorOf } from './grpc-code.js';
import { wasUnprocessed } from './heard.js';

/** How long an answer may take: more than a worker needs to take over from one that died. */
export const patienceMs = 5000;

/** `cancelled` is what a query is answered with when the worker that had it goes. */
const silent: number[] = [grpcCodes.cancelled, grpcCodes.failedPrecondition, grpcCodes.unavailable];

/**
 * Asks Temporal, and says in our own words why there is no answer. `what`: such as `release/… was not asked to pause`.
 * @throws Refused with the worker's reason; Fault when nobody answers, in at most `waitMs`.
 */
export async function ask<Answer>(
  client: Client,
  what: string,
  question: () => Promise<Answer>,
  waitMs = patienceMs,
): Promise<Answer> {
  try {
    return await client.withDeadline(Date.now() + waitMs, question);
  } catch (cause) {
    if (cause instanceof WorkflowNotFoundError) throw cause;
    throw (await silence(client, { what, waitMs }, cause)) ?? refusedBy(cause);
  }
}

/** The worker's reason, where that is what failed; else what failed itself. */
function refusedBy(failure: unknown): unknown {
  const cause = failure instanceof WorkflowUpdateFailedError ? failure.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) return failure;
  if (cause.type === 'Busy') return new Refused('busy', cause.message, { cause });
  return cause.type === 'Refused' ? new Refused('not-now', cause.message, { cause }) : failure;
}

/** Whose silence it is: a worker's, or Temporal's own. */
async function silence(
  client: Client,
  { what, waitMs }: { what: string; waitMs: number },
  cause: unknown,
): Promise<Fault | undefined> {
  if (!isSilence(cause)) return undefined;
  const isThere = await client.withDeadline(Date.now() + 1000, () =>
    client.workflowService.getSystemInfo({}).then(
      () => true,
      () => false,
    ),
  );
  if (!isThere) return new Fault('unreachable', `${what}: Temporal does not answer any more`, { cause });
  const hint = 'Start a worker, or see why the one that runs is not ready';
  return new Fault('no-answer', `${what}: no worker answered within ${waitMs / 1000} s. ${hint}`, { cause });
}

function isSilence(cause: unknown): boolean {
  if (cause instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(cause)) return true;
  if (wasUnprocessed(cause)) return true;
  const error = grpcErrorOf(cause);
  return error !== undefined && silent.includes(error.code);
}
