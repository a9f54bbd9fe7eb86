import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type WorkflowHandle, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import type { CommandName } from '../domain/command.js';
import { orderLivesMs } from '../domain/late.js';
import { type Acknowledged, type CommandPayload, stateQuery } from '../domain/message.js';
import type { Outcome, ReleaseState } from '../domain/release-state.js';
import { ask } from './ask.js';
import { Fault, Refused } from './errors.js';
import { heard } from './heard.js';
import { isRunning, type LiveState, liveState } from './live-state.js';
import { retell, type Story } from './story/retell.js';
import { runsOf } from './story/runs.js';

/** Who orders something, and why; `override`: the weight may rise in spite of a freeze. */
export type Order = CommandPayload;

/** What became of an order: obeyed, or, with nobody there to answer, kept by Temporal for the next worker. */
export type Receipt = ({ kind: 'obeyed' } & Acknowledged) | { kind: 'kept'; what: string };

/** One release: what it does, and the orders it takes. */
export class ReleaseHandle {
  /** The workflow id. */
  readonly id: string;
  /** Its place in the queue of the service when it was started, 1 the next; undefined: it had not to wait. */
  readonly queued: number | undefined;
  /** The releases that wait behind it for the service, in their order, when it was found by the service's name. */
  readonly waiting: string[];
  readonly #client: Client;
  readonly #workflow: WorkflowHandle;

  constructor(client: Client, id: string, { queued, waiting = [] }: { queued?: number; waiting?: string[] } = {}) {
    this.id = id;
    this.queued = queued;
    this.waiting = waiting;
    this.#client = client;
    this.#workflow = client.workflow.getHandle(id);
  }

  /**
   * Everything the release is now, with the figures of the watch that goes on. One that has ended needs no worker.
   * @throws Refused `not-found`; Fault when nobody answers, or `ended-by-force`.
   */
  async state(): Promise<LiveState> {
    const { state, isOver } = await this.#look();
    if (isOver && !state.outcome) throw this.#endedByForce(state);
    return state;
  }

  /**
   * The state now, and again whenever it has changed, up to the end of the release. While nobody answers, the last known
   * state is told as `silent`, and asking goes on. @throws as `state`, when nobody has ever answered.
   */
  async *watch({ everyMs = 500, signal }: { everyMs?: number; signal?: AbortSignal } = {}): AsyncGenerator<LiveState> {
    let last: LiveState | undefined;
    for (;;) {
      if (signal?.aborted === true) return;
      const state = await this.#lookAgain(last);
      if (JSON.stringify(state) !== JSON.stringify(last)) yield state;
      if (state.outcome) return;
      last = state;
      await sleep(everyMs, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined);
    }
  }

  /** Stops the rise and the clock of the hold; users stay watched over. @throws as `abort`, and Fault `no-answer`. */
  pause(order: Order): Promise<Receipt> {
    return this.#order('pause', order);
  }
  /** Goes on with what was left of the hold. */
  resume(order: Order): Promise<Receipt> {
    return this.#order('resume', order);
  }
  /** Lets the gate pass that waits, or the one that is named. */
  approve(order: Order): Promise<Receipt> {
    return this.#order('approve', order);
  }
  /** Goes to weight 100 without the steps between. */
  promote(order: Order): Promise<Receipt> {
    return this.#order('promote', order);
  }
  /** Ends this hold. */
  skip(order: Order): Promise<Receipt> {
    return this.#order('skip', order);
  }
  /**
   * Gives stable all requests again, and takes back what was added. An abort is never lost: when no worker answers, it is
   * kept, and obeyed before anything else when one comes.
   * @throws Refused `not-now` with the reason, or `not-found`; Fault when Temporal cannot be reached.
   */
  async abort(order: Order): Promise<Receipt> {
    try {
      return await this.#order('abort', order);
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.kind !== 'no-answer') throw cause;
      return this.keepAbort(order);
    }
  }

  /** Leaves the abort with Temporal, whether a worker answers or not. @throws as `abort`. */
  async keepAbort(order: Order): Promise<Receipt> {
    await this.#ask('the abort could not be kept', () => this.#workflow.signal('abort', order));
    const what = 'no worker answers; the abort is kept, and obeyed before anything else when one comes';
    return { kind: 'kept', what };
  }

  /** Waits for the end, however long that takes. @throws Fault `ended-by-force`. */
  async result(): Promise<Outcome> {
    try {
      const outcome: Outcome = await this.#workflow.result();
      return outcome;
    } catch (cause) {
      if (cause instanceof WorkflowNotFoundError) throw this.#notFound(cause);
      if (cause instanceof WorkflowFailedError) throw this.#endedByForce(undefined, cause);
      throw cause;
    }
  }

  /** The state that a release had when it was ended from outside, as the query tells it. */
  async lastState(): Promise<ReleaseState> {
    return this.#ask(`${this.id} cannot be read`, () => this.#workflow.query<ReleaseState>(stateQuery));
  }

  /**
   * All of it from its first moment, also when it has ended, and without a worker: told anew from Temporal's history.
   * @throws Refused `not-found`; Fault when Temporal does not answer.
   */
  async story(): Promise<Story> {
    return retell(this.id, await runsOf(this.#client, this.id));
  }

  async #order(name: CommandName, order: Order): Promise<Receipt> {
    const payload = { ...order, until: Date.now() + orderLivesMs };
    const obeyed = await this.#ask(`${name} was not acknowledged`, () =>
      heard(() => this.#workflow.executeUpdate<Acknowledged, [typeof payload]>(name, { args: [payload] })),
    );
    return { kind: 'obeyed', ...obeyed };
  }

  /** One that has ended is told anew, as its history has it: so it needs no worker. */
  async #look(): Promise<{ state: LiveState; isOver: boolean }> {
    const description = await this.#ask(`${this.id} cannot be read`, () => this.#workflow.describe());
    if (!isRunning(description)) return { state: (await this.story()).state, isOver: true };
    return { state: liveState(await this.lastState(), description), isOver: false };
  }

  async #lookAgain(last: LiveState | undefined): Promise<LiveState> {
    try {
      return await this.state();
    } catch (cause) {
      if (!last || !(cause instanceof Fault) || cause.kind === 'ended-by-force') throw cause;
      return { ...last, silent: last.silent ?? { since: Date.now(), why: cause.message } };
    }
  }

  async #ask<Answer>(what: string, question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask(this.#client, what, question);
    } catch (cause) {
      if (!(cause instanceof WorkflowNotFoundError)) throw cause;
      throw (await this.#hasEnded()) ?? this.#notFound(cause);
    }
  }

  /** Temporal says `not found` of an order to a release that has ended, too. */
  async #hasEnded(): Promise<Refused | undefined> {
    const description = await this.#workflow.describe().catch(() => undefined);
    if (!description || isRunning(description)) return undefined;
    return new Refused('not-now', `${this.id} has ended`);
  }

  #notFound(cause: unknown): Refused {
    return new Refused('not-found', `There is no ${this.id} in Temporal's namespace ${this.#namespace}`, { cause });
  }

  get #namespace(): string {
    return this.#client.options.namespace;
  }

  #endedByForce(state: ReleaseState | undefined, cause?: unknown): Fault {
    const [, , namespace = '', service = ''] = this.id.split('/');
    const where = state ? ` at weight ${state.weight} %` : '';
    return new Fault(
      'ended-by-force',
      `The workflow ${this.id} was ended by force${where}, and what it did to the cluster stands. sluice rollback ${namespace}/${service} takes it back`,
      { cause },
    );
  }
}
