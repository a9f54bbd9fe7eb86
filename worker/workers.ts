import { type NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../activities/index.js';
import { actQueue, watchQueue } from '../domain/message.js';
import type { WorkerMetrics } from './metrics.js';

interface Options {
  connection: NativeConnection;
  namespace: string;
  activities: Activities;
  metrics: WorkerMetrics;
  maxCachedWorkflows: number;
  workflowBundle: WorkflowBundleOption;
}

/** Below the 30 s that Kubernetes gives: first what runs may end, then it is handed back for another worker to go on. */
const shutdown = { shutdownGraceTime: '3s', shutdownForceTime: '20s' } as const;

/** The two workers of the process: one for workflows and short writes, one for all that takes long. */
export async function createWorkers(options: Options): Promise<Worker[]> {
  const { connection, namespace, activities, maxCachedWorkflows, workflowBundle, metrics } = options;
  const shared = { connection, namespace, activities, interceptors: interceptors(metrics), ...shutdown };
  const workers = await Promise.all([
    Worker.create({
      ...{ ...shared, workflowBundle, maxCachedWorkflows, taskQueue: actQueue },
      stickyQueueScheduleToStartTimeout: '1s', // a dead worker's workflows are taken over so soon
      maxConcurrentActivityTaskExecutions: 200,
      maxConcurrentWorkflowTaskExecutions: 30, // more at once would each take longer than their two seconds
      maxConcurrentLocalActivityExecutions: 2, // of many aborts at once the others go outside
    }),
    Worker.create({
      ...{ ...shared, taskQueue: watchQueue },
      maxHeartbeatThrottleInterval: '1s', // the figures of a watch are shown as they come
      maxConcurrentActivityTaskExecutions: 1000,
    }),
  ]);
  metrics.countCached(() => workers.reduce((sum, worker) => sum + worker.getStatus().numCachedWorkflows, 0));
  return workers;
}

function interceptors(metrics: WorkerMetrics): NonNullable<WorkerOptions['interceptors']> {
  return {
    activity: [() => ({ inbound: { execute: (input, next) => metrics.pass(input.args[0], () => next(input)) } })],
  };
}
