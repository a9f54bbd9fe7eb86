import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { holderMemo, mendUpdate } from '../../domain/message.js';
import { phaseOf } from '../../domain/release-state.js';
import type { Attempt } from './attempt.js';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { endless, FakeCluster } from './fake-cluster.js';
import { Lock } from './lock.js';
import { Stand } from './stand.js';

let stand: Stand;
let over = new AbortController();

beforeAll(async () => {
  stand = await Stand.start(() => startDevServer(['limit.historyCount.suggestContinueAsNew=60']));
});
afterEach(() => {
  over.abort();
  over = new AbortController();
});
afterAll(() => stand.end());

/** A service whose releases watch their first users without end. */
async function held(): Promise<{ lock: Lock; first: Attempt }> {
  const cluster = new FakeCluster({ steps: [{ kind: 'weight', weight: 10, holdMs: 60_000 }], bakeMs: 60_000 });
  for (const name of ['watch 10', 'watch 100']) cluster.on(name, endless(over.signal));
  const lock = new Lock(stand, cluster);
  const first = await lock.start('v2');
  await first.reaches('watch 10');
  return { lock, first };
}

const phase = async (attempt: Attempt) => phaseOf(await attempt.state());
const preflights = (lock: Lock) => lock.cluster.names.filter((name) => name === 'preflight').length;
const order = { by: 'bob', reason: 'page' };

test('who queues has an id and a place at once, is listed, and begins when it is its turn, one after another', async () => {
  const { lock, first } = await held();
  const before = Date.now();
  const second = await lock.start('v3', { ifBusy: 'queue', by: 'cem' });
  const third = await lock.start('v4', { ifBusy: 'queue' });
  const { holder, waiting = [], last } = await lock.holder();
  expect([holder, last]).toEqual([lock.id(1), []]);
  expect(waiting).toEqual([
    { release: lock.id(2), position: 1, version: 'v3', by: 'cem', since: expect.any(Number) },
    { release: lock.id(3), position: 2, version: 'v4', by: 'ann', since: expect.any(Number) },
  ]);
  expect(waiting[0]?.since).toBeGreaterThanOrEqual(before);
  expect([await phase(second), await phase(third), preflights(lock)]).toEqual(['queued', 'queued', 1]);

  await first.order('abort');
  await eventually('the second begins', async () => (await phase(second)) === 'steps');
  expect([await phase(third), preflights(lock), (await lock.holder()).holder]).toEqual(['queued', 2, lock.id(2)]);
  await second.order('abort', order);
  await eventually('the third begins', async () => (await phase(third)) === 'steps');
  await third.order('abort');
  expect(await first.handle.result()).toEqual({ kind: 'aborted', by: 'ann', reason: 'because' });
  expect(await second.handle.result()).toEqual({ kind: 'aborted', ...order });
  await lock.freed();
  expect((await lock.holder()).last.map(({ release }) => release)).toEqual([lock.id(3), lock.id(2), lock.id(1)]);
});

test('each that waited has later fences than all before it, also than one that was asked for after it', async () => {
  const { lock, first } = await held();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  await first.handle.terminate();
  const stopped = async () => (await lock.holder()).stoppedBy === lock.id(1);
  await eventually('the queue stands', stopped);
  await expect(lock.start('v4')).rejects.toMatchObject({
    cause: { type: 'Busy', message: `${lock.id(1)} was ended by force, and 1 waits` },
  });
  expect(await phase(second)).toBe('queued');
  const mending = await lock.update(mendUpdate, { state: await first.state(), by: 'bob' });
  await stand.client.workflow.getHandle(mending.release).result();
  await eventually('the second begins', async () => (await phase(second)) === 'steps');
  const since = lock.cluster.inputs.map(({ fence }) => fence.since);
  expect(since).toEqual(since.toSorted((one, other) => one - other));
  expect(new Set(since).size).toBe(3);
  await second.order('abort');
  await lock.freed();
});

/** Asks for the service again and again, until `isOver`; every answer. More than ten at once Temporal would not take. */
async function intrude(lock: Lock, isOver: () => boolean): Promise<unknown[]> {
  const answers: unknown[] = [];
  while (!isOver()) answers.push(await lock.start('v9').catch((cause: unknown) => cause));
  return answers;
}

test('nobody slips in between the end of one and the turn of the next', async () => {
  const { lock, first } = await held();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  let isTurn = false;
  const intruders = Array.from({ length: 4 }, () => intrude(lock, () => isTurn));
  await first.order('abort');
  await eventually('the second begins', async () => (await phase(second)) === 'steps');
  isTurn = true;
  const answers = (await Promise.all(intruders)).flat();
  expect(answers.length).toBeGreaterThan(3);
  for (const answer of answers) expect(answer).toMatchObject({ cause: { type: 'Busy' } });
  await second.order('abort');
  await lock.freed();
});

test('of many that start at once one begins, those that queue wait in order, and all have their turn', async () => {
  const lock = new Lock(stand, new FakeCluster({ steps: [], bakeMs: 0 }));
  const many = await Promise.all(Array.from({ length: 8 }, () => lock.start('v2', { ifBusy: 'queue' })));
  expect(new Set(many.map(({ handle }) => handle.workflowId)).size).toBe(8);
  const outcomes = await Promise.all(many.map(({ handle }) => handle.result() as Promise<unknown>));
  expect(outcomes).toEqual(Array.from({ length: 8 }, () => ({ kind: 'released' })));
  await lock.freed();
  const begun = lock.cluster.inputs.filter(({ act }) => act.kind === 'preflight').map(({ fence }) => fence.release);
  const ends = (await lock.holder()).last.map(({ release }) => release).toReversed();
  expect(ends).toEqual(begun); // one at a time, in this order
});

test.each([
  ['a plain signal', (waiting: Attempt) => waiting.handle.signal('abort', order), { kind: 'aborted', ...order }],
  ['an order', (waiting: Attempt) => waiting.order('abort', order), { kind: 'aborted', ...order }],
  [
    'cancelling',
    (waiting: Attempt) => waiting.handle.cancel(),
    { kind: 'aborted', by: 'temporal', reason: 'the workflow was cancelled' },
  ],
])('%s takes a release out of the queue, the others move up, and nothing is touched', async (_, abort, outcome) => {
  const { lock, first } = await held();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  const third = await lock.start('v4', { ifBusy: 'queue' });
  await abort(second);
  expect(await second.handle.result()).toEqual(outcome);
  await eventually('it has left the queue', async () => (await lock.holder()).waiting?.length === 1);
  expect((await lock.holder()).waiting).toMatchObject([{ release: lock.id(3), position: 1 }]);
  expect(preflights(lock)).toBe(1);
  await third.order('abort');
  await first.order('abort');
  await lock.freed();
  expect((await lock.holder()).last.map(({ release }) => release)).toEqual([lock.id(1)]);
});

test('one that waits and is ended by force leaves the queue, and stops nobody', async () => {
  const { lock, first } = await held();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  const third = await lock.start('v4', { ifBusy: 'queue' });
  await second.handle.terminate();
  await eventually('it has left the queue', async () => (await lock.holder()).waiting?.length === 1);
  await first.order('abort');
  await eventually('the third begins', async () => (await phase(third)) === 'steps');
  await third.order('abort');
  await lock.freed();
  expect((await lock.holder()).last.map(({ release }) => release)).toEqual([lock.id(3), lock.id(1)]);
});

test('who supersedes has the running one rolled back first, and those that wait are told', async () => {
  const { lock, first } = await held();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  const third = await lock.start('v4', { ifBusy: 'supersede', by: 'cem' });
  const reason = `superseded by ${lock.id(3)} (v4)`;
  expect(await first.handle.result()).toEqual({ kind: 'aborted', by: 'cem', reason });
  expect(await second.handle.result()).toEqual({ kind: 'aborted', by: 'cem', reason });
  await eventually('the third begins', async () => (await phase(third)) === 'steps');
  const [, ...later] = lock.cluster.names.slice(lock.cluster.names.indexOf('watch 10'));
  expect(later.slice(0, 5)).toEqual(['shift 0', 'drain', 'putBack', 'finish', 'preflight']);
  await third.order('abort');
  await lock.freed();
  expect((await lock.holder()).last.map(({ release }) => release)).toEqual([lock.id(3), lock.id(1)]);
});

test('one that bakes is finished first: released, without the rest of its bake', async () => {
  const { lock, first } = await held();
  await first.order('promote');
  await first.reaches('watch 100');
  const second = await lock.start('v3', { ifBusy: 'supersede' });
  expect(await first.handle.result()).toEqual({ kind: 'released' });
  await eventually('the second begins', async () => (await phase(second)) === 'steps');
  await second.order('abort');
  await lock.freed();
});

test('with nobody there, queueing and superseding are starting', async () => {
  const lock = new Lock(stand, new FakeCluster({ steps: [], bakeMs: 0 }));
  for (const ifBusy of ['queue', 'supersede'] as const) {
    const started = await lock.update('start', { text: 'the spec', version: 'v2', ifBusy });
    expect(started.queued).toBeUndefined();
    expect(await stand.client.workflow.getHandle(started.release).result()).toEqual({ kind: 'released' });
    await lock.freed();
  }
});

test('what is asked of a busy service that there is not, is refused', async () => {
  const { lock, first } = await held();
  await expect(lock.start('v3', { ifBusy: 'wait' })).rejects.toMatchObject({
    cause: { type: 'Refused', message: 'ifBusy is wait; expected reject, queue, supersede' },
  });
  await first.order('abort');
  await lock.freed();
});

test('who waits goes on waiting while no worker runs, and Temporal itself knows who has the service', async () => {
  const steps = [
    { kind: 'weight' as const, weight: 10, holdMs: 0 },
    { kind: 'approval' as const, gate: 'payments' },
  ];
  const lock = new Lock(stand, new FakeCluster({ steps, bakeMs: 0 }));
  const known = async () => (await lock.handle.describe()).memo?.[holderMemo];
  const first = await lock.start('v2');
  await first.asks();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  await stand.rest();
  await first.handle.signal('abort', order);
  expect(await known()).toBe(lock.id(1));
  await stand.work();
  await second.asks();
  expect(await known()).toBe(lock.id(2));
  expect(await first.handle.result()).toEqual({ kind: 'aborted', ...order });
  await second.order('abort');
  await lock.freed();
});

test('a lock with a long history goes on as a new one when nobody is left, and loses none that waited', async () => {
  const lock = new Lock(stand, new FakeCluster({ steps: [], bakeMs: 0 }));
  const run = async () => (await lock.handle.describe()).runId;
  const many: Attempt[] = [];
  for (let count = 0; count < 6; count += 1) many.push(await lock.start('v2', { ifBusy: 'queue' }));
  const first = await run();
  for (const { handle } of many) expect(await handle.result()).toEqual({ kind: 'released' });
  await eventually('a new history', async () => (await run()) !== first);
  expect((await lock.holder()).last).toHaveLength(6);
  const next = await lock.start('v2', { ifBusy: 'queue' });
  expect(next.handle.workflowId).toBe(lock.id(7));
  await next.handle.result();
  await lock.freed();
});
