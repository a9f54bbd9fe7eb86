import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { heard } from '../../client/heard.js';
import {
  actQueue,
  type Holder,
  holderQuery,
  releaseId,
  serviceId,
  type ServiceInput,
  serviceWorkflow,
  type Started,
  startUpdate,
} from '../../domain/message.js';
import { Attempt } from './attempt.js';
import { eventually } from './eventually.js';
import { FakeCluster } from './fake-cluster.js';
import type { Stand } from './stand.js';

/** A service on a stand, and its lock. */
export class Lock {
  readonly input: ServiceInput;
  readonly cluster: FakeCluster;
  private readonly stand: Stand;

  constructor(stand: Stand, cluster = new FakeCluster({ steps: [], bakeMs: 0 }), more: Partial<ServiceInput> = {}) {
    const { service } = stand.serve(cluster);
    this.stand = stand;
    this.cluster = cluster;
    this.input = { cluster: 'test', namespace: 'bookinfo', service, ...more };
  }

  /** Sends an update, and starts the lock where there is none, as the client does. */
  update(name: string, payload: unknown): Promise<Started> {
    const start = () =>
      new WithStartWorkflowOperation(serviceWorkflow, {
        workflowId: serviceId(this.input),
        taskQueue: actQueue,
        args: [this.input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowTaskTimeout: '2s',
      });
    const { workflow } = this.stand.client;
    return heard(() => workflow.executeUpdateWithStart(name, { args: [payload], startWorkflowOperation: start() }));
  }

  async start(version = 'v2', more: object = {}): Promise<Attempt> {
    const { release } = await this.update(startUpdate, { text: 'the spec', version, by: 'ann', ...more });
    return this.attempt(release);
  }

  attempt(release: string): Attempt {
    return new Attempt(this.stand.client.workflow.getHandle(release), this.cluster);
  }

  get handle(): WorkflowHandle {
    return this.stand.client.workflow.getHandle(serviceId(this.input));
  }

  id(count: number): string {
    return releaseId(this.input, count);
  }

  holder(): Promise<Holder> {
    return this.handle.query<Holder>(holderQuery);
  }

  freed(): Promise<void> {
    return eventually('the lock is free', async () => (await this.holder()).holder === undefined);
  }
}
