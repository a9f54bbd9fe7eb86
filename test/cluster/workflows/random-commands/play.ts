import { setTimeout as sleep } from 'node:timers/promises';
import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { heard } from '../../../../client/heard.js';
import type { Outcome, ReleaseState } from '../../../../domain/release-state.js';
import type { Retry } from '../../../../domain/retry.js';
import type { Attempt } from '../../../workflows/attempt.js';
import type { Stand } from '../../../workflows/stand.js';
import type { Order, Scenario } from './scenario.js';
import { World } from './world.js';

/** A release to be played; a retry goes on in the world of the release before. */
export interface Part {
  scenario: Scenario;
  world?: World;
  retry?: Retry;
}

/**
 * An order that was sent, and its answer: `taken` is a signal's, `gone` is Temporal's of a release that has ended. When, in
 * milliseconds since 1970.
 */
export interface Sent {
  order: Order;
  from: number;
  to: number;
  answer: 'taken' | 'obeyed' | 'gone' | { refused: string };
}

/** A release that has ended, and all that was said to it. */
export interface Played extends Part {
  id: string;
  world: World;
  sent: Sent[];
  outcome: Outcome;
  state: ReleaseState;
}

/** How often a release is helped on that has had all its orders, and how often at most. */
const everyMs = 400;
const mostRounds = 2000;
/** Where a busy machine lets workflow tasks run out of their two seconds, Temporal answers none for a while. */
const busyTries = 600;

/** Plays a release: sends every order at its moment. One that stands still afterwards is resumed and approved until it ends. */
export async function play(stand: Stand, { scenario, retry, world = new World(scenario) }: Part): Promise<Played> {
  const sent: Sent[] = [];
  const sending: Promise<void>[] = [];
  let attempt: Attempt | undefined;
  const send = async (order: Order, afterMs: number): Promise<void> => {
    await sleep(afterMs);
    if (attempt) sent.push(await answered(attempt, order));
  };
  world.begins((act) => {
    for (const order of scenario.orders)
      if ('act' in order.when && order.when.act === act) sending.push(send(order, order.when.delayMs));
  });
  attempt = await stand.release(world.cluster, retry ? { retry } : {});
  for (const order of scenario.orders) if ('afterMs' in order.when) sending.push(send(order, order.when.afterMs));
  const result: Promise<Outcome> = attempt.handle.result();
  const over = new AbortController();
  void result.finally(() => over.abort()).catch(() => undefined);
  await Promise.all(sending);
  for (let round = 1; !over.signal.aborted; round += 1) {
    if (round > mostRounds) throw new Error(`${attempt.handle.workflowId} has not ended, whatever is approved`);
    await Promise.race([result, sleep(everyMs)]);
    const waiting = over.signal.aborted ? {} : await stateOf(attempt);
    for (const order of kindness(waiting, round)) await send(order, 0);
  }
  await Promise.all(sending);
  const { handle } = attempt;
  const id = handle.workflowId;
  const told = { scenario, world, ...(retry ? { retry } : {}) };
  return { ...told, id, sent, outcome: await result, state: await stateOf(attempt) };
}

/** What lets a release go on that waits for a person. */
function kindness({ paused, question }: Pick<ReleaseState, 'paused' | 'question'>, round: number): Order[] {
  const order = (name: string, by: string): Order => ({
    ...{ name, as: 'signal', when: { afterMs: 0 } },
    payload: { by, reason: `round ${round} of ${by}` },
  });
  if (paused) return [order('resume', 'eve')];
  return question ? [order('approve', 'ann'), order('approve', 'bob')] : [];
}

/** The state; a query that a busy machine does not answer in time is asked again. */
async function stateOf(attempt: Attempt): Promise<ReleaseState> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    try {
      return await attempt.state();
    } catch (cause) {
      if (!(cause instanceof ServiceError || cause instanceof QueryNotRegisteredError) || Date.now() > deadline)
        throw cause;
      await sleep(everyMs);
    }
  }
}

async function answered(attempt: Attempt, order: Order): Promise<Sent> {
  const from = Date.now();
  const answer = await answerTo(attempt, order);
  return { order, from, to: Date.now(), answer };
}

async function answerTo({ handle }: Attempt, { name, as, payload }: Order): Promise<Sent['answer']> {
  try {
    const update = () => handle.executeUpdate<unknown, [unknown]>(name, { args: [payload] });
    if (as === 'update') await heard(update, busyTries);
    else await handle.signal(name, ...(payload === undefined ? [] : [payload]));
    return as === 'update' ? 'obeyed' : 'taken';
  } catch (cause) {
    if (cause instanceof WorkflowNotFoundError) return 'gone';
    const refused = cause instanceof WorkflowUpdateFailedError ? cause.cause : undefined;
    if (refused === undefined)
      throw new Error(`${name} of ${handle.workflowId}: ${String((cause as Error).cause)}`, { cause });
    return { refused: refused.message };
  }
}
