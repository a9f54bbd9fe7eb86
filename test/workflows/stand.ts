import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../../activities/index.js';
import type { Notify } from '../../activities/notifications/notify.js';
import type { ActInput, ActKind, Finding } from '../../domain/act.js';
import { actQueue, type ReleaseInput, releaseId, releaseWorkflow, watchQueue } from '../../domain/message.js';
import { Attempt } from './attempt.js';
import { FakeCluster } from './fake-cluster.js';
import { quieten } from './quieten.js';
import { bundleWorkflows } from './workflow-bundle.js';

/** A Temporal server with Sluice's two workers, whose activities ask the fake cluster of the release's service. */
export class Stand {
  readonly env: TestWorkflowEnvironment;
  /** Of the server itself: waiting for a result skips no time, which is the tests' to say. */
  readonly client: Client;
  private readonly clusters = new Map<string, FakeCluster>();
  private readonly bundle: WorkflowBundleOption;
  private readonly notify: Notify;
  private stopWorkers: () => Promise<void> = () => Promise.resolve();

  private constructor(env: TestWorkflowEnvironment, bundle: WorkflowBundleOption, notify: Notify) {
    this.env = env;
    this.notify = notify;
    this.client = new Client({ connection: env.connection, identity: 'test' });
    this.bundle = bundle;
  }

  /** `notify` tells people, where a plan names any. */
  static async start(server: () => Promise<TestWorkflowEnvironment>, notify: Notify = nobody): Promise<Stand> {
    quieten();
    const [env, bundle] = await Promise.all([server(), bundleWorkflows()]);
    const stand = new Stand(env, bundle, notify);
    await stand.work();
    return stand;
  }

  /** Starts the workers, as they run in production: short writes have a queue, and so slots, of their own. */
  async work(): Promise<void> {
    const connection = this.env.nativeConnection;
    const shared = { connection, identity: 'test', activities: this.activities() };
    const workers = await Promise.all([
      Worker.create({ ...shared, taskQueue: actQueue, workflowBundle: this.bundle }),
      Worker.create({ ...shared, taskQueue: watchQueue }),
    ]);
    const running = Promise.all(workers.map((worker) => worker.run()));
    this.stopWorkers = async () => {
      workers.forEach((worker) => worker.shutdown());
      await running;
    };
  }

  /** A service with a cluster of its own, by the name of the fake. */
  serve(cluster = new FakeCluster()): { cluster: FakeCluster; service: string } {
    const service = `service-${this.clusters.size + 1}`;
    this.clusters.set(service, cluster);
    return { cluster, service };
  }

  /** Starts a release to this cluster, without the service's lock. */
  async release(ofCluster = new FakeCluster(), more: Partial<ReleaseInput> = {}): Promise<Attempt> {
    const { cluster, service } = this.serve(ofCluster);
    const input: ReleaseInput = { text: 'the spec', by: 'ann', intent: 'release', ...more };
    const handle = await this.client.workflow.start(releaseWorkflow, {
      workflowId: releaseId({ cluster: 'test', namespace: 'bookinfo', service }, 1),
      taskQueue: actQueue,
      workflowTaskTimeout: '2s',
      args: [input],
    });
    return new Attempt(handle, cluster);
  }

  /**
   * Skips so much time, on a server that can. What runs, or is about to, runs in real time before. It should not end
   * when a watch does, which are ten minutes: the server stops skipping for ever when an order crosses a retry.
   */
  async elapse(ms: number): Promise<void> {
    const { testService } = this.env.connection;
    assert(testService, 'this server skips no time');
    // Its clock may miss that nothing runs any more, and then goes on in real time; each unlocking wakes it.
    const over = new AbortController();
    const wake = async () => {
      for (; !over.signal.aborted; await sleep(50)) {
        await testService.lockTimeSkipping({});
        await testService.unlockTimeSkipping({});
      }
    };
    await Promise.all([wake(), this.env.sleep(ms).finally(() => over.abort())]);
  }

  /** Skips time in steps until `holds`, at most a day by the server's clock. */
  async elapseUntil(what: string, holds: () => Promise<boolean>, stepMs = 431_000): Promise<void> {
    for (let elapsed = 0; !(await holds()); elapsed += stepMs) {
      if (elapsed > 86_400_000) throw new Error(`${what}: not within a day`);
      await this.elapse(stepMs);
    }
  }

  rest(): Promise<void> {
    return this.stopWorkers();
  }

  async end(): Promise<void> {
    await this.stopWorkers();
    await this.env.teardown();
  }

  private activities(): Activities {
    const act = async (input: ActInput): Promise<Finding> => {
      const service = input.fence.release.split('/')[3] ?? '';
      const cluster = this.clusters.get(service);
      if (!cluster) throw new Error(`no fake cluster has ${service}`);
      return cluster.answer(input);
    };
    const acts = Object.fromEntries(actKinds.map((kind) => [kind, act]));
    return { ...acts, notify: this.notify } as unknown as Activities;
  }
}

const nobody: Notify = () => Promise.reject(new Error('nobody is to be told'));

const actKinds = Object.keys({
  ...{ preflight: 0, deploy: 0, awaitReady: 0, verify: 0, load: 0, admit: 0, shift: 0, watch: 0, drain: 0 },
  ...{ decommission: 0, restore: 0, putBack: 0, finish: 0 },
} satisfies Record<ActKind, 0>);
