import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { NotifyInput } from '../../activities/notifications/notify.js';
import { noticeEvents } from '../../domain/notice.js';
import { reportOf } from '../domain/simulated.js';
import type { Attempt } from './attempt.js';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { FakeCluster } from './fake-cluster.js';
import { Stand } from './stand.js';

let stand: Stand;
/** Every attempt at telling somebody, of all releases. */
const tries: NotifyInput[] = [];
/** How it ends; until a test says otherwise, well. */
let answer: (input: NotifyInput) => Promise<void>;

beforeAll(async () => {
  // Temporal suggests continue-as-new every few acts, not at 4096 events.
  stand = await Stand.start(
    () => startDevServer(['limit.historyCount.suggestContinueAsNew=40']),
    async (input) => {
      tries.push(input);
      await answer(input);
    },
  );
});
afterAll(() => stand.end());
beforeEach(() => {
  answer = () => Promise.resolve();
});

const on = [...noticeEvents];
const team = { notify: [{ to: 'team', on }] };
const steps = [10, 20, 30, 40, 50].map((weight) => ({ kind: 'weight' as const, weight, holdMs: 0 }));
const gate = { kind: 'approval' as const, gate: 'payments' };

/** What was told of a release, by the numbers of the notices; twice what was tried twice. */
function told({ handle }: Attempt, to = 'team'): string[] {
  const own = tries.filter((each) => each.to === to && each.notice.release === handle.workflowId);
  const numbered = own.map(({ notice: { key, event } }) => ({ number: Number(key.split('-').at(-1)), event }));
  return numbered.toSorted((a, b) => a.number - b.number).map(({ number, event }) => `${number} ${event}`);
}

/** Waits until so much was told of it, and answers what. */
async function toldInAll(attempt: Attempt, count: number): Promise<string[]> {
  await eventually(`${count} notices`, () => told(attempt).length >= count);
  return told(attempt);
}

/** The ids of the workflows that a release began. */
async function children(attempt: Attempt): Promise<string[]> {
  const { events } = await attempt.handle.fetchHistory();
  return (events ?? []).flatMap((event) => event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId ?? []);
}

test('over several runs everything is told once, and the workflow that tells it has the key as its id', async () => {
  const attempt = await stand.release(new FakeCluster({ steps, bakeMs: 0 }, team));
  const first = (await attempt.handle.describe()).runId;
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  expect((await attempt.handle.describe()).runId).not.toBe(first);
  expect(await toldInAll(attempt, 3)).toEqual(['1 started', '2 promoted', '3 released']);
  const [key = ''] = await children(attempt);
  expect(await stand.client.workflow.getHandle(key).result()).toEqual({ team: 'told' });
});

test('where nobody is to be told nothing is begun', async () => {
  const attempt = await stand.release(new FakeCluster({ steps: [gate], bakeMs: 0 }));
  await attempt.asks();
  await attempt.order('abort');
  await attempt.ended();
  expect(await children(attempt)).toEqual([]);
  expect(await attempt.state()).not.toHaveProperty('notices');
});

test('the release waits for nobody: with a receiver that never answers it goes its way, is aborted, and ends', async () => {
  answer = () => Context.current().cancelled;
  const attempt = await stand.release(new FakeCluster({ steps: [...steps, gate], bakeMs: 0 }, team));
  await attempt.asks();
  expect((await attempt.state()).weight).toBe(50);
  await attempt.order('abort');
  expect(await attempt.ended()).toMatchObject({ kind: 'aborted' });
  expect(await toldInAll(attempt, 4)).toEqual(['1 started', '2 question', '3 rolling-back', '4 aborted']);
});

test('the last notice is begun before the release ends, and goes on after it', async () => {
  let isThere = false;
  answer = () => (isThere ? Promise.resolve() : Promise.reject(away()));
  const attempt = await stand.release(new FakeCluster({ steps: [], bakeMs: 0 }, team));
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  isThere = true;
  const last = (await children(attempt)).at(-1) ?? '';
  expect(await stand.client.workflow.getHandle(last).result()).toEqual({ team: 'told' });
});

test('neither a cancelled release nor the next act calls a notice back', async () => {
  let isThere = false;
  answer = () => (isThere ? Promise.resolve() : Promise.reject(away()));
  const attempt = await stand.release(new FakeCluster({ steps: [gate], bakeMs: 0 }, team));
  await attempt.asks();
  await attempt.handle.cancel();
  expect(await attempt.ended()).toMatchObject({ kind: 'aborted', by: 'temporal' });
  isThere = true;
  for (const id of await children(attempt))
    expect(await stand.client.workflow.getHandle(id).result()).toEqual({ team: 'told' });
});

test('a worker that dies tells nothing twice when it comes back', async () => {
  const attempt = await stand.release(new FakeCluster({ steps: [gate], bakeMs: 0 }, team));
  await attempt.asks();
  await toldInAll(attempt, 2);
  await stand.rest();
  await attempt.handle.signal('approve', { by: 'ann', reason: 'good' });
  await stand.work();
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  expect(await toldInAll(attempt, 4)).toEqual(['1 started', '2 question', '3 promoted', '4 released']);
});

test('a release that is reset tells nothing twice', async () => {
  const attempt = await stand.release(new FakeCluster({ steps: [gate], bakeMs: 0 }, team));
  await attempt.asks();
  await toldInAll(attempt, 2);
  const { workflowId, runId } = await attempt.handle.describe();
  const run = stand.client.workflow.getHandle(workflowId, runId);
  const firstTask = await eventuallySome('a task', async () =>
    ((await run.fetchHistory()).events ?? []).find(({ workflowTaskCompletedEventAttributes: task }) => task),
  );
  await stand.client.workflowService.resetWorkflowExecution({
    ...{ namespace: 'default', workflowExecution: { workflowId, runId }, reason: 'to see' },
    ...{ workflowTaskFinishEventId: firstTask.eventId ?? null, requestId: runId },
  });
  const again = stand.client.workflow.getHandle(workflowId);
  await eventually('it asks again', async () => {
    const { question } = await again.query<{ question?: unknown }>('state');
    return question !== undefined && (await again.describe()).runId !== runId;
  });
  await again.executeUpdate('approve', { args: [{ by: 'ann', reason: 'good' }] });
  expect(await again.result()).toEqual({ kind: 'released' });
  expect(await toldInAll(attempt, 4)).toEqual(['1 started', '2 question', '3 promoted', '4 released']);
});

test('each receiver is tried until it is told, and is told what it wants', async () => {
  answer = ({ to }) =>
    to === 'audit' && Context.current().info.attempt < 3 ? Promise.reject(away()) : Promise.resolve();
  const notify = [
    { to: 'team', on: ['released' as const] },
    { to: 'audit', on },
  ];
  const attempt = await stand.release(new FakeCluster({ steps: [], bakeMs: 0 }, { notify }));
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  const [, , last = ''] = await children(attempt);
  expect(await stand.client.workflow.getHandle(last).result()).toEqual({ team: 'told', audit: 'told' });
  expect(told(attempt, 'team')).toEqual(['3 released']);
  expect(told(attempt, 'audit').filter((each) => each === '3 released')).toHaveLength(3);
});

test('who wants no more is told of in the result', async () => {
  const gone = () => ApplicationFailure.nonRetryable('team could not be told: it answered 410', 'Undelivered');
  answer = () => Promise.reject(gone());
  const attempt = await stand.release(new FakeCluster({ steps: [], bakeMs: 0 }, team));
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  const [first = ''] = await children(attempt);
  expect(await stand.client.workflow.getHandle(first).result()).toEqual({
    team: 'given up: team could not be told: it answered 410',
  });
});

test('what watches tell meanwhile starts nothing', async () => {
  const attempt = await stand.release(new FakeCluster({ steps: [steps[0] ?? gate, gate], bakeMs: 0 }, team));
  await attempt.asks();
  for (let time = 1; time <= 10; time += 1)
    await attempt.handle.signal('observed', reportOf('inconclusive', Date.now() + time));
  await attempt.order('abort');
  await attempt.ended();
  expect(await toldInAll(attempt, 4)).toEqual(['1 started', '2 question', '3 rolling-back', '4 aborted']);
});

/** Waits until there is one. */
async function eventuallySome<Some>(what: string, find: () => Promise<Some | undefined>): Promise<Some> {
  let found: Some | undefined;
  await eventually(what, async () => (found = await find()) !== undefined);
  if (found === undefined) throw new Error('unreachable');
  return found;
}

function away(): Error {
  return ApplicationFailure.create({ message: 'it answered 500', type: 'Undelivered', nextRetryDelay: 200 });
}
