/**
 * The worker: takes releases from Temporal and carries them out. It is told everything by its environment
 * (docs/worker.md), and ends on SIGTERM when what runs has ended or was handed back. Exit codes: 0 ended as told, 1 a
 * fault, 2 a mistake in its settings.
 */
import { makeTelemetryFilterString, type NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index.js';
import { connect, Unusable } from './connect.js';
import { addressOf, serveHealth } from './health.js';
import { createLog, temporalLogger } from './logger.js';
import { WorkerMetrics } from './metrics.js';
import { portsOf } from './ports.js';
import { knowsSearchAttributes } from './search-attributes.js';
import { type Settings, settingsFrom } from './settings.js';
import { createWorkers } from './workers.js';
import { warmUp } from './warm-up.js';
import { workflowBundle } from './workflow-bundle.js';

const settings = settingsFrom(process.env);
if ('problems' in settings) {
  for (const problem of settings.problems) console.error(problem);
  process.exit(2);
}
const log = createLog(settings.config.logLevel);
try {
  await work(settings, log);
} catch (cause) {
  const isMistake = cause instanceof Unusable;
  log.fatal(isMistake ? {} : { err: cause }, cause instanceof Error ? cause.message : String(cause));
  process.exitCode = isMistake ? 2 : 1;
}

async function work(own: Settings, out: Logger): Promise<void> {
  const filter = makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' });
  Runtime.install({ logger: temporalLogger(out), telemetryOptions: { logging: { filter, forward: {} } } });
  const connection = await connect(own.config.temporal);
  try {
    await workOn(connection, own, out);
  } finally {
    await connection.close();
  }
}

async function workOn(
  connection: NativeConnection,
  { config, cluster, receivers }: Settings,
  out: Logger,
): Promise<void> {
  const { temporal, maxCachedWorkflows, prometheusUrl } = config;
  const { namespace, address } = temporal;
  const search = await knowsSearchAttributes(connection, namespace);
  if (!search.known) out.warn({ why: search.why }, 'releases run, and are not found by search attributes');
  const metrics = new WorkerMetrics();
  const ports = {
    ...portsOf(cluster, config, receivers ? { receivers } : {}),
    saw: metrics.saw,
    searchable: search.known,
  };
  let workers: Worker[] = [];
  let isWarm = false;
  const isReady = () => isWarm && workers.every(isPolling);
  // First of all, since a port that is taken ends the process, which workers that have not run would keep alive.
  const health = await serveHealth({ isReady, registry: metrics.registry }, config);
  try {
    workers = await createWorkers({
      ...{ connection, namespace, activities: createActivities(ports), metrics, maxCachedWorkflows },
      workflowBundle: await workflowBundle(temporalLogger(out)),
    });
    const running = Promise.all(workers.map((worker) => worker.run()));
    await Promise.race([running, warmUp({ connection, namespace }, out)]);
    isWarm = true;
    const told = { http: addressOf(health), temporal: address, namespace, cluster: config.cluster, prometheusUrl };
    out.info({ ...told, searchable: search.known }, 'ready');
    await running;
  } finally {
    health.close();
  }
}

function isPolling(worker: Worker): boolean {
  return worker.getState() === 'RUNNING' && worker.getStatus().activityPollerState === 'POLLING';
}
