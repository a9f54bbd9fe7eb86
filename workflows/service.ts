import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { isLate } from '../domain/late.js';
import {
  type Holder,
  holderMemo,
  holderQuery,
  mendUpdate,
  type ReleaseInput,
  releaseId,
  type ServiceInput,
  type Started,
  startUpdate,
  waitingSignal,
} from '../domain/message.js';
import { isFree, join, leave, type Queue, type QueueStep, whyBusy, withdraw } from '../domain/queue.js';
import { holderOf, queueDetails } from '../domain/show-queue.js';
import { attempts } from './attempts.js';
import { begunByMend, begunByStart, type Begun } from './begun.js';

/** So many events leave room for those who wait: Temporal ends a workflow at 51,200. */
const wornOutAt = 20_000;

/**
 * The lock of one service and the queue before it. It lives as long as the service is released; one release at a time. It
 * cannot be cancelled: whoever has it would run on without.
 */
export async function service(input: ServiceInput): Promise<never> {
  let { count = 0 } = input;
  let queue: Queue = { waiting: [], last: input.last ?? [] };
  let known: string | undefined;
  const { begin, tell } = attempts(input, (past) => become(leave(queue, past)));

  function become(step: QueueStep): void {
    queue = step.queue;
    step.effects.forEach(tell);
    setCurrentDetails(queueDetails(queue));
    // With several children Temporal alone could not say which of them has the service.
    const isTold = queue.waiting.length > 0 || step.effects.length > 0;
    if (!isTold || !queue.holder || known === queue.holder.release) return;
    known = queue.holder.release;
    upsertMemo({ [holderMemo]: known });
  }
  /** Who need not wait has the service from here on; who must is let in only when its workflow runs. */
  async function enter({ child, version, manner }: Begun): Promise<Started> {
    count += 1;
    const newcomer = { release: releaseId(input, count), version, by: child.by, since: Date.now() };
    const isFirst = isFree(queue, manner);
    if (isFirst) become(join(queue, newcomer, manner));
    try {
      await begin(newcomer, isFirst ? child : inQueue(child, input));
    } catch (cause) {
      become(withdraw(queue, newcomer.release));
      throw ApplicationFailure.nonRetryable(`${newcomer.release} cannot be started: ${String(cause)}`, 'Unavailable');
    }
    if (isFirst) return { release: newcomer.release };
    const { place, ...step } = join(queue, newcomer, manner);
    become(step);
    if (place === 0) tell({ kind: 'turn', release: newcomer.release });
    return { release: newcomer.release, ...(place === 0 ? {} : { queued: place }) };
  }
  function enterOn(name: string, begunBy: (payload: unknown) => Begun | string): void {
    const obey = (payload: unknown) => CancellationScope.nonCancellable(() => enter(allowed(begunBy(payload))));
    const validator = (payload: unknown): void => {
      if (isLate(payload, Date.now())) throw refused('it came too late');
      const { manner } = allowed(begunBy(payload));
      const why = whyBusy(queue, manner, workflowInfo().historyLength > wornOutAt);
      if (why !== undefined) throw ApplicationFailure.nonRetryable(why, 'Busy');
    };
    setHandler(defineUpdate<Started, [unknown]>(name), obey, { validator });
  }
  answerWhoAsks(() => queue);
  enterOn(startUpdate, begunByStart);
  enterOn(mendUpdate, begunByMend);
  return CancellationScope.nonCancellable(async () => {
    const isAlone = () => queue.holder === undefined && queue.waiting.length === 0 && allHandlersFinished();
    await condition(() => isAlone() && workflowInfo().continueAsNewSuggested);
    return continueAsNew<typeof service>({ ...input, last: queue.last, count });
  });
}

/** How a release begins that must wait. It asks seldom, since each asking is kept in two histories. */
function inQueue(child: ReleaseInput, { asksEveryMs = 3_600_000 }: ServiceInput): ReleaseInput {
  return { ...child, queued: true, asksEveryMs };
}

/** The query of its queue; and a release that waits is answered by Temporal: it asks whether anybody is there. */
function answerWhoAsks(queue: () => Queue): void {
  setHandler(defineQuery<Holder>(holderQuery), () => holderOf(queue()));
  setHandler(defineSignal(waitingSignal), () => undefined, { description: 'a release that waits asks who is there' });
}

function allowed(begun: Begun | string): Begun {
  if (typeof begun === 'string') throw refused(begun);
  return begun;
}

function refused(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(why, 'Refused');
}
