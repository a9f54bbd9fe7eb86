import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { longestText, mendUpdate, startUpdate } from '../../domain/message.js';
import type { ReleaseState } from '../../domain/release-state.js';
import { searchKeys } from '../../workflows/search-keys.js';
import { Attempt } from './attempt.js';
import { startDevServer } from './dev-server.js';
import { endless, FakeCluster } from './fake-cluster.js';
import { Lock } from './lock.js';
import { Stand } from './stand.js';

let stand: Stand;
let over = new AbortController();

beforeAll(async () => {
  // The first releases of a service make a history that is long enough for continue-as-new.
  stand = await Stand.start(() => startDevServer(['limit.historyCount.suggestContinueAsNew=40']));
});
afterEach(() => {
  over.abort();
  over = new AbortController();
});
afterAll(() => stand.end());

/** A service whose release has users on its canary and watches it without end. */
async function watching(): Promise<{ lock: Lock; attempt: Attempt }> {
  const cluster = new FakeCluster({ steps: [{ kind: 'weight', weight: 10, holdMs: 60_000 }] });
  cluster.on('watch 10', endless(over.signal));
  const lock = new Lock(stand, cluster);
  const attempt = await lock.start();
  await attempt.reaches('watch 10');
  return { lock, attempt };
}

const busy = (holder: string) => ({ cause: { type: 'Busy', message: `${holder} is running` } });

test('while a release has the service, another is refused and told which one has it', async () => {
  const { lock, attempt } = await watching();
  expect(await lock.holder()).toEqual({ holder: lock.id(1), waiting: [], last: [] });
  await expect(lock.start('v3')).rejects.toMatchObject(busy(lock.id(1)));
  await expect(lock.update(mendUpdate, { state: await attempt.state() })).rejects.toMatchObject(busy(lock.id(1)));
  expect(lock.cluster.names.filter((name) => name === 'preflight')).toHaveLength(1);
});

test('when it has ended, the next one starts, and what became of it is remembered', async () => {
  const lock = new Lock(stand);
  expect((await lock.start()).handle.workflowId).toBe(lock.id(1));
  await lock.freed();
  const second = await lock.start('v3');
  expect(second.handle.workflowId).toBe(lock.id(2));
  await lock.freed();
  const [newest, oldest] = (await lock.holder()).last;
  expect(newest).toEqual({ release: lock.id(2), version: 'v3', outcome: 'released' });
  expect(oldest).toEqual({ release: lock.id(1), version: 'v2', outcome: 'released' });
});

test('of many that start at once one wins', async () => {
  const cluster = new FakeCluster();
  cluster.on('preflight', endless(over.signal));
  const lock = new Lock(stand, cluster);
  const started = await Promise.allSettled(Array.from({ length: 5 }, () => lock.start()));
  expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const reasons = started.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).cause] : []));
  expect(reasons).toEqual(Array.from({ length: 4 }, () => expect.objectContaining(busy(lock.id(1)).cause)));
});

test('two services do not know of each other', async () => {
  const [one, two] = await Promise.all([watching(), watching()]);
  await one.attempt.order('abort');
  expect(await one.attempt.ended()).toMatchObject({ kind: 'aborted' });
  expect((await two.attempt.state()).cause).toBeUndefined();
  expect(two.attempt.cluster.names.at(-1)).toBe('watch 10');
  expect(await two.lock.holder()).toEqual({ holder: two.lock.id(1), waiting: [], last: [] });
});

test('a release that is ended by force frees the service and is remembered so; mend takes back what it left', async () => {
  const { lock, attempt } = await watching();
  await attempt.handle.terminate();
  await lock.freed();
  const [left] = (await lock.holder()).last;
  expect(left).toEqual({ release: lock.id(1), version: 'v2', outcome: 'ended by force' });
  const state = await attempt.state();
  const before = lock.cluster.inputs.length;
  const { release } = await lock.update(mendUpdate, { state, by: 'bob' });
  const mend = new Attempt(stand.client.workflow.getHandle(release), lock.cluster);
  const why = `${lock.id(1)} was ended by force at weight 10 %`;
  expect(await mend.handle.result()).toEqual({ kind: 'rolled-back', why });
  expect(lock.cluster.names.slice(before)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
  const found = (await mend.handle.describe()).typedSearchAttributes;
  expect([found.get(searchKeys.service), found.get(searchKeys.outcome)]).toEqual([
    mend.handle.workflowId.split('/').at(-2),
    'rolled-back',
  ]);
  for (const { fence } of lock.cluster.inputs.slice(before)) {
    expect(fence.release).toBe(lock.id(2));
    expect(fence.since).toBeGreaterThan(state.since); // else its writes would be refused
  }
  await lock.freed();
  expect((await lock.holder()).last[0]).toEqual({ release: lock.id(2), version: 'mend', outcome: 'rolled-back' });
});

test('what is no state is not mended, is told so, and stops nothing', async () => {
  const { lock, attempt } = await watching();
  const state = await attempt.state();
  await attempt.handle.terminate();
  await lock.freed();
  const broken = (change: object) => ({ by: 'ann', state: { ...state, ...change } });
  const payloads: unknown[] = [
    ...[undefined, null, 42, 'x', [], {}, { state: 42 }, { state: null }, { state: {} }, { by: 'ann', state: [] }],
    ...[broken({ stages: 'x' }), broken({ stages: [null] }), broken({ journal: [3] }), broken({ weight: '10' })],
    ...[broken({ plan: 3 }), broken({ report: { checks: 3 } })],
  ];
  const refused = { cause: { type: 'Refused', message: expect.stringContaining('no state of a release') } };
  for (const payload of payloads) await expect(lock.update(mendUpdate, payload)).rejects.toMatchObject(refused);
  expect((await lock.holder()).last).toHaveLength(1);
  expect(await new Attempt(lock.handle, lock.cluster).events('workflowTaskFailed')).toBe(0);
});

test('whatever a start carries, preflight has the last word', async () => {
  const lock = new Lock(stand);
  lock.cluster.on('preflight', ({ act }) => ({ kind: 'refused', problems: [JSON.stringify(act)] }));
  const payloads: unknown[] = [undefined, null, 42, 'x', [], {}, { text: 7 }, { text: '', by: {} }];
  for (const payload of payloads) {
    const { release } = await lock.update(startUpdate, payload);
    const preflight = { kind: 'preflight', text: '' };
    const outcome = { kind: 'refused', problems: [JSON.stringify(preflight)] };
    expect(await stand.client.workflow.getHandle(release).result()).toEqual(outcome);
    await lock.freed();
  }
});

test('a spec that is too long is refused, not cut', async () => {
  const lock = new Lock(stand);
  const tooLong = { type: 'Refused', message: 'the spec is longer than 200000 characters' };
  await expect(lock.update(startUpdate, { text: 'x'.repeat(longestText + 1) })).rejects.toMatchObject({
    cause: tooLong,
  });
  await lock.update(startUpdate, { text: 'x'.repeat(longestText) });
});

test('an order that comes too late begins nothing', async () => {
  const lock = new Lock(stand);
  const late = { text: 'the spec', until: Date.now() - 60_000 };
  await expect(lock.update(startUpdate, late)).rejects.toMatchObject({ cause: { type: 'Refused' } });
  expect(lock.cluster.names).toEqual([]);
});

test('the lock goes on through continue-as-new with what it remembers: the last ten', async () => {
  const lock = new Lock(stand);
  lock.cluster.on('preflight', () => ({ kind: 'refused', problems: ['no Service'] }));
  for (let count = 1; count <= 12; count += 1) {
    expect((await lock.start()).handle.workflowId).toBe(lock.id(count));
    await lock.freed();
  }
  const { last } = await lock.holder();
  expect(last.map(({ release }) => release)).toEqual(Array.from({ length: 10 }, (_, index) => lock.id(12 - index)));
  const { raw } = await lock.handle.describe();
  expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
});

test('cancelling the lock neither frees it nor touches who has it', async () => {
  const { lock, attempt } = await watching();
  await lock.handle.cancel();
  await expect(lock.start()).rejects.toMatchObject(busy(lock.id(1)));
  const state: ReleaseState = await attempt.state();
  expect(state.cause).toBeUndefined();
  await attempt.order('abort');
  await lock.freed();
  lock.cluster.on('watch 10', endless(over.signal));
  expect((await lock.start()).handle.workflowId).toBe(lock.id(2));
});

test('a release that overrides freezes says why, or is not begun', async () => {
  const lock = new Lock(stand);
  const request = { text: 'the spec', version: 'v2', by: 'ann', override: true };
  const refused = { cause: { type: 'Refused', message: 'an override of a freeze needs a reason' } };
  await expect(lock.update(startUpdate, request)).rejects.toMatchObject(refused);
  const { release } = await lock.update(startUpdate, { ...request, reason: 'it is down' });
  const attempt = new Attempt(stand.client.workflow.getHandle(release), lock.cluster);
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  const { journal, override } = await attempt.state();
  expect(journal[0]).toMatchObject({ by: 'ann', what: 'begin, in spite of any freeze: it is down' });
  expect(override).toEqual({ by: 'ann', reason: 'it is down', of: 'release' });
  await lock.freed();
});
