import { TestWorkflowEnvironment } from '@temporalio/testing';
import { temporalProgram } from '../../playground/temporal/program.js';
import { dynamicSettings } from '../../playground/temporal/server.js';
import { searchKeys } from '../../workflows/search-keys.js';

/**
 * A Temporal server of the tests' own, as in production but for its history in memory. `settings` are dynamic
 * configuration, `name=value`; `uiPort` is where its pages are, if they are.
 */
export async function startDevServer(
  settings: string[] = [],
  more: { uiPort?: number } = {},
): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path' as const, path: await temporalProgram() };
  const extraArgs = [...dynamicSettings, ...settings].flatMap((setting) => ['--dynamic-config-value', setting]);
  const log = { format: 'pretty', level: 'error' };
  const server = { executable, extraArgs, log, searchAttributes: Object.values(searchKeys), ...more };
  return TestWorkflowEnvironment.createLocal({ server, client: { identity: 'test' } });
}
