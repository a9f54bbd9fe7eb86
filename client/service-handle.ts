import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Client,
  type WorkflowHandle,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { orderLivesMs } from '../domain/late.js';
import {
  actQueue,
  type Holder,
  holderMemo,
  holderQuery,
  type MendRequest,
  type ServiceInput,
  serviceId,
  serviceWorkflow,
  type Started,
  type StartRequest,
} from '../domain/message.js';
import { ask, patienceMs } from './ask.js';
import { Refused } from './errors.js';
import { heard } from './heard.js';
import { isRunning } from './live-state.js';
import { inTurn, namedByVisibility, type NamedRelease } from './named-release.js';
import { showServiceName } from './service-name.js';

type ServiceWorkflow = (input: ServiceInput) => Promise<never>;

/** How long a release may take to begin: a busy worker does it late, and whoever was told otherwise would begin another. */
const beginMs = 15_000;
const unbegun = `The release has not begun, and may still within ${orderLivesMs / 1000} s`;
/** How often a service is asked that has not heard of the end of its release yet. */
const everyMs = 50;

/** The lock of one service: it begins releases, and knows which one it has, and had. */
export class ServiceHandle {
  readonly #client: Client;
  readonly #input: ServiceInput;
  readonly #workflow: WorkflowHandle;

  constructor(client: Client, input: ServiceInput) {
    this.#client = client;
    this.#input = input;
    this.#workflow = client.workflow.getHandle(serviceId(input));
  }

  /** Begins a release, or the mending of one. @throws Refused `busy`; Fault when nobody answers. */
  async begin(update: string, request: StartRequest | MendRequest): Promise<Started> {
    try {
      return await this.#begin(update, request);
    } catch (cause) {
      const isBusy = cause instanceof Refused && cause.kind === 'busy';
      if (!isBusy || (await this.holder()).holder !== undefined) throw cause;
      return this.#begin(update, request);
    }
  }

  async #begin(update: string, request: StartRequest | MendRequest): Promise<Started> {
    const args: [typeof request & { until: number }] = [{ ...request, until: Date.now() + orderLivesMs }];
    const sent = (): Promise<Started> =>
      this.#client.workflow.executeUpdateWithStart<ServiceWorkflow, Started, typeof args>(update, {
        args,
        startWorkflowOperation: this.#start(),
      });
    return ask(this.#client, unbegun, () => heard(sent), beginMs);
  }

  /** Without search attributes: the release writes its own, and a server that lacks them would refuse the start. */
  #start(): WithStartWorkflowOperation<ServiceWorkflow> {
    return new WithStartWorkflowOperation<ServiceWorkflow>(serviceWorkflow, {
      workflowId: serviceId(this.#input),
      taskQueue: actQueue,
      args: [this.#input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowTaskTimeout: '2s',
      staticSummary: `the releases of ${showServiceName(this.#input)}, one at a time`,
    });
  }

  /**
   * The release that the service's name stands for. Temporal knows it without a worker, but for the moment in which several run
   * and it was not told yet which of them has the service. @throws Refused `not-found` when there never was one.
   */
  async named(): Promise<NamedRelease> {
    const running = await this.#running();
    const [only, ...others] = running.releases;
    if (only === undefined) return (await namedByVisibility(this.#client, this.#input)) ?? this.#never();
    if (others.length === 0) return { release: only, waiting: [] };
    const told = running.releases.find((id) => id === running.holder);
    const { holder, last } = told === undefined ? await this.holder() : { holder: told, last: [] };
    const release = holder ?? last[0]?.release ?? only;
    return { release, waiting: running.releases.filter((each) => each !== release) };
  }

  /** The releases that its lock knows to run, and the one that it said to have the service. */
  async #running(): Promise<{ releases: string[]; holder?: unknown }> {
    try {
      const { raw, memo } = await ask(this.#client, this.#unread, () => this.#workflow.describe());
      const ids = (raw.pendingChildren ?? []).map(({ workflowId }) => workflowId ?? '');
      return { releases: inTurn(ids), holder: memo?.[holderMemo] };
    } catch (cause) {
      if (cause instanceof WorkflowNotFoundError) return { releases: [] };
      throw cause;
    }
  }

  /**
   * Who has the service, and had it. A release whose end the service has not heard of yet is waited for: it has it no more.
   * @throws Refused `not-found` when the service never had a release.
   */
  async holder(): Promise<Holder> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = await this.#ask(() => this.#workflow.query<Holder>(holderQuery));
      const { holder } = found;
      if (holder === undefined || Date.now() > deadline || (await this.#isRunning(holder))) return found;
      await sleep(everyMs);
    }
  }

  #isRunning(release: string): Promise<boolean> {
    return this.#ask(() => this.#client.workflow.getHandle(release).describe().then(isRunning));
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask(this.#client, this.#unread, question);
    } catch (cause) {
      throw cause instanceof WorkflowNotFoundError ? this.#unknown() : cause;
    }
  }

  get #unread(): string {
    return `${serviceId(this.#input)} cannot be read`;
  }

  #never(): never {
    throw this.#unknown();
  }

  #unknown(): Refused {
    const where = `cluster ${this.#input.cluster}, Temporal's namespace ${this.#client.options.namespace}`;
    return new Refused('not-found', `No release of ${showServiceName(this.#input)} is known (${where})`);
  }
}
