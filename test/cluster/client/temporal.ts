import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { createActivities } from '../../../activities/index.js';
import { createLog, temporalLogger } from '../../../worker/logger.js';
import { WorkerMetrics } from '../../../worker/metrics.js';
import { createWorkers } from '../../../worker/workers.js';
import { startDevServer } from '../../workflows/dev-server.js';
import { bundleWorkflows } from '../../workflows/workflow-bundle.js';
import type { MemoryCluster } from './memory-cluster.js';

/** A Temporal server of the test's own, and on it our workers with our workflows, whose cluster is in memory. */
export interface OwnTemporal {
  env: TestWorkflowEnvironment;
  address: string;
  /** Starts workers; answers what stops them, once or more. */
  work(cluster: Pick<MemoryCluster, 'ports'>): Promise<() => Promise<void>>;
}

export async function ownTemporal(start = startDevServer): Promise<OwnTemporal> {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: temporalLogger(createLog('error')),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
  const [env, bundle] = await Promise.all([start(), bundleWorkflows()]);
  return {
    env,
    address: env.address ?? '',
    async work(cluster) {
      const workers = await createWorkers({
        ...{ connection: env.nativeConnection, namespace: 'default', activities: createActivities(cluster.ports) },
        ...{ metrics: new WorkerMetrics(), maxCachedWorkflows: 100, workflowBundle: bundle },
      });
      const runs = workers.map((worker) => worker.run());
      return async () => {
        for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
        await Promise.all(runs);
      };
    },
  };
}
