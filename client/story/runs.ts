import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { ask } from '../ask.js';
import { Refused } from '../errors.js';

/** The history of one run of a workflow, as Temporal keeps it. */
export type Run = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
export type RunEvent = NonNullable<Run['events']>[number];

/**
 * Every run of a release that Temporal still has, the first first: each continue-as-new begins another. No worker is asked.
 * @throws Refused `not-found`; Fault when Temporal does not answer.
 */
export async function runsOf(client: Client, release: string): Promise<Run[]> {
  const runs: Run[] = [];
  let runId: string | undefined;
  for (;;) {
    const run = await historyOf(client, release, runId);
    if (run) runs.unshift(run);
    else if (runs.length === 0)
      throw new Refused('not-found', `There is no ${release} in Temporal's namespace ${client.options.namespace}`);
    const before = run?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (before === undefined || before === null || before === '') return runs;
    runId = before;
  }
}

/** Undefined when its time in Temporal is over. */
async function historyOf(client: Client, release: string, runId: string | undefined): Promise<Run | undefined> {
  try {
    return await ask(client, `The history of ${release} cannot be read`, () =>
      client.workflow.getHandle(release, runId).fetchHistory(),
    );
  } catch (cause) {
    if (cause instanceof WorkflowNotFoundError) return undefined;
    throw cause;
  }
}
