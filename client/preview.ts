import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { actQueue } from '../domain/message.js';
import { type PreviewInput, type Previewed, previewId, previewWorkflow } from '../domain/preview.js';
import { ask, patienceMs } from './ask.js';
import { Fault } from './errors.js';
import { showServiceName } from './service-name.js';
import type { ReadSpec } from './spec-file.js';

type PreviewWorkflow = (input: PreviewInput) => Promise<Previewed>;

/** How long the cluster may take to be read: permissions, routes and metrics, with a few tries. */
const limitMs = 30_000;

/**
 * Has a worker make the preflight alone: it reads, and changes nothing.
 * @throws Fault when no worker takes it within seconds, or the cluster does not answer within half a minute.
 */
export async function preview(client: Client, cluster: string, { text, spec }: ReadSpec): Promise<Previewed> {
  const handle = await ask(client, 'The preflight was not begun', () =>
    client.workflow.start<PreviewWorkflow>(previewWorkflow, {
      workflowId: previewId({ cluster, namespace: spec.namespace, service: spec.service }, randomUUID()),
      ...{ taskQueue: actQueue, args: [{ text }], workflowTaskTimeout: '2s', workflowExecutionTimeout: 2 * limitMs },
      staticSummary: `what a release of ${showServiceName(spec)} ${spec.canary.version} would find`,
    }),
  );
  const over = new AbortController();
  const previewed = await Promise.race([handle.result(), silence(handle, over.signal)]).finally(() => over.abort());
  if (!(previewed instanceof Fault)) return previewed;
  await handle.terminate('nobody waits for it any more');
  throw previewed;
}

/** What is wrong: told when no worker has begun it within seconds, or its time is over. */
async function silence(handle: WorkflowHandle<PreviewWorkflow>, signal: AbortSignal): Promise<Fault> {
  const begun = Date.now();
  const isOver = (ms: number) => Date.now() - begun > ms;
  for (;;) {
    await sleep(500, undefined, { signal });
    const { raw } = await handle.describe();
    const isTaken = raw.pendingWorkflowTask ? raw.pendingWorkflowTask.startedTime : true;
    if (isOver(limitMs) || (!isTaken && isOver(patienceMs)))
      return isTaken ? unanswered(raw.pendingActivities?.[0]?.lastFailure?.message) : untaken();
  }
}

function untaken(): Fault {
  const hint = 'Start a worker, or see why the one that runs is not ready';
  return new Fault('no-answer', `The preflight was not made: no worker took it within ${patienceMs / 1000} s. ${hint}`);
}

/** `why`: what the worker says that it waits for. */
function unanswered(why: string | null | undefined): Fault {
  const said = why === undefined || why === null ? '' : `: ${why}`;
  return new Fault('no-answer', `The preflight was not made within ${limitMs / 1000} s${said}`);
}
