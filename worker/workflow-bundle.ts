import { bundleWorkflowCode, type Logger, type WorkflowBundleOption } from '@temporalio/worker';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'workflows');
const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';

/** Where `worker/bundle.ts` puts the bundle: beside the built workflows. */
export const bundleFile = join(folder, 'bundle.cjs');

/** The bundle that the build has made; from the sources, one made now, which takes a second or two. */
export async function workflowBundle(logger: Logger): Promise<WorkflowBundleOption> {
  const isBuilt = extension === 'js' && existsSync(bundleFile);
  return isBuilt ? { codePath: bundleFile } : bundleWorkflows(logger);
}

/** The workflows as one file, as Temporal runs them: apart from everything else. */
export function bundleWorkflows(logger: Logger): Promise<{ code: string }> {
  const path = (name: string) => join(folder, `${name}.${extension}`);
  return bundleWorkflowCode({
    workflowsPath: path('index'),
    payloadConverterPath: path('payload-converter'),
    logger,
  });
}
