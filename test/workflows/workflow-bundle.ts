import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { builtWorkflows } from '../built.js';

/** The workflows as a worker loads them, built or bundled now. The bundler refuses what a workflow must not touch: Node's built-ins. */
export function bundleWorkflows(): Promise<WorkflowBundleOption> {
  if (builtWorkflows !== undefined) return Promise.resolve({ codePath: builtWorkflows });
  const path = (name: string) => fileURLToPath(new URL(`../../workflows/${name}`, import.meta.url));
  const payloadConverterPath = path('payload-converter.ts');
  return bundleWorkflowCode({ workflowsPath: path('index.ts'), payloadConverterPath, logger: quiet });
}

const say = (): void => {};
const quiet = { log: say, trace: say, debug: say, info: say, warn: say, error: say };
