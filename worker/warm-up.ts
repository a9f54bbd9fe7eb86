import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { actQueue, warmUpWorkflow } from '../domain/message.js';

/** How long the start of a worker waits for it. */
const patience = '5s';
const order = { by: 'worker', reason: 'warm' };

/**
 * Runs a workflow in this worker that begins like a release and does nothing, so that no release pays for being its first:
 * that takes a third of a second. Temporal is asked to give it to nobody else. Never throws: a cold worker works, too.
 */
export async function warmUp(of: { connection: NativeConnection; namespace: string }, log: Logger): Promise<void> {
  try {
    const handle = await new Client(of).workflow.start(warmUpWorkflow, {
      ...{ workflowId: `warm-up/${process.pid}@${hostname()}`, taskQueue: actQueue, requestEagerStart: true },
      ...{ workflowExecutionTimeout: patience, workflowIdConflictPolicy: 'USE_EXISTING' },
    });
    await handle.executeUpdate('abort', { args: [order] });
    await handle.result();
  } catch (cause) {
    log.warn(
      { why: cause instanceof Error ? cause.message : String(cause) },
      'not warmed up: the first release is slower',
    );
  }
}
