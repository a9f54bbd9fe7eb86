import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ask } from '../../client/ask.js';
import { heard } from '../../client/heard.js';
import { startDevServer } from './dev-server.js';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await startDevServer();
});
afterAll(() => env.teardown());

const worker = { namespace: 'default', identity: 'careless' };
const taskQueue = 'careless';

/** Ends the next workflow task without a look at what came with it, as a busy worker does now and then. */
async function endTask(): Promise<void> {
  const { connection } = env;
  await connection.withDeadline(Date.now() + 30_000, async () => {
    const { workflowService } = connection;
    const { taskToken } = await workflowService.pollWorkflowTaskQueue({ ...worker, taskQueue: { name: taskQueue } });
    await workflowService.respondWorkflowTaskCompleted({ ...worker, taskToken });
  });
}

test('an update that no worker looks at is known by what Temporal answers for it, sent again, and then told', async () => {
  const handle = await env.client.workflow.start('release', { workflowId: 'release', taskQueue });
  await endTask();
  const update = () => handle.executeUpdate('approve');
  const order = ask(env.client, 'approve was not acknowledged', () => heard(update, 3)).catch(
    (cause: unknown) => cause,
  );
  for (const _ of [1, 2, 3]) await endTask();
  const why = expect.stringContaining('approve was not acknowledged: no worker answered');
  expect(await order).toMatchObject({
    kind: 'no-answer',
    message: why,
    cause: { cause: { type: 'UnprocessedUpdate' } },
  });
  await handle.terminate();
});
