import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { searchKeys } from '../../workflows/search-keys.js';
import { reportOf } from '../domain/simulated.js';
import type { Attempt } from './attempt.js';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { endless, fails, FakeCluster, troubled } from './fake-cluster.js';
import { Stand } from './stand.js';

let stand: Stand;
let over = new AbortController();

beforeAll(async () => {
  stand = await Stand.start(startDevServer);
});
afterEach(() => {
  over.abort();
  over = new AbortController();
});
afterAll(() => stand.end());

const order = { by: 'bob', reason: 'the page is slow' };

/** All cases at once, since most of what each takes is waiting; what each found, by its title. */
async function inEach<T>(
  cases: Record<string, T>,
  run: (each: T, title: string) => Promise<unknown>,
): Promise<unknown> {
  const found = Object.entries(cases).map(async ([title, each]) => [title, await run(each, title)] as const);
  return Object.fromEntries(await Promise.all(found));
}
const all = (cases: object, expected: unknown) =>
  Object.fromEntries(Object.keys(cases).map((title) => [title, expected]));

const routed = ['shift 0', 'drain', 'putBack', 'finish'];
/** Every act of a release, with the way back from there. */
const acts: Record<string, string[]> = {
  preflight: [],
  ...all({ deploy: 0, awaitReady: 0, verify: 0, load: 0 }, ['putBack']),
  ...all({ 'shift 0': 0, admit: 0, 'awaitReady admitted': 0, 'verify admitted': 0 }, routed),
  ...all({ 'shift 10': 0, 'watch 10': 0, 'shift 50': 0, 'watch 50': 0, 'shift 100': 0, 'watch 100': 0 }, routed),
  drain: routed,
  ...all({ decommission: 0, finish: 0 }, ['restore', ...routed]),
};

/** A release whose act of this name, the first time, lives on and never ends: a cancellation does not reach it. */
async function stuckIn(name: string, cluster = good()): Promise<Attempt> {
  const never = endless(over.signal);
  cluster.on(name, (input, call) => (call === 0 ? never(input, call) : { kind: 'done' }));
  const attempt = await stand.release(cluster);
  await attempt.reaches(name);
  return attempt;
}

function good(): FakeCluster {
  const steps = [10, 50, 100].map((weight) => ({ kind: 'weight' as const, weight, holdMs: 0 }));
  return new FakeCluster({ steps, bakeMs: 0 });
}

const signalled = (attempt: Attempt) => attempt.handle.signal('abort', order);
const updated = (attempt: Attempt) => attempt.order('abort', order);

test.each([
  ['signal', signalled],
  ['update', updated],
])('an abort by %s during any act does not wait for it, and puts everything back', async (_, abort) => {
  const found = await inEach(acts, async (_wayBack, name) => {
    const attempt = await stuckIn(name);
    const begun = attempt.cluster.names.length;
    await abort(attempt);
    expect(await attempt.ended()).toEqual({ kind: 'aborted', ...order });
    return attempt.cluster.names.slice(begun);
  });
  expect(found).toEqual(acts);
});

/** A release that waits for an approval at 10 %, over which a watch keeps guard. */
async function waiting(): Promise<Attempt> {
  const steps = [
    { kind: 'weight' as const, weight: 10, holdMs: 0 },
    { kind: 'approval' as const, gate: 'payments' },
  ];
  const attempt = await stand.release(new FakeCluster({ steps }));
  await attempt.asks();
  return attempt;
}

const huge = 'x'.repeat(100_000);
const garbage: Record<string, unknown[]> = {
  'no payload': [],
  undefined: [undefined],
  'a number': [42],
  'a text': ['x'],
  null: [null],
  'a list': [[['by', 'ann']]],
  'fields of wrong types': [{ by: 7, reason: { deep: [] }, gate: null }],
  'huge texts': [{ by: huge, reason: huge, gate: huge }],
  'names that every object has': [{ toString: 'x', constructor: 1, hasOwnProperty: null }],
  'more than one': [{ by: 'ann' }, 7, huge],
};

test('signals with any payload, and signals that nobody knows, stop nothing; an abort so sent is obeyed', async () => {
  const found = await inEach(garbage, async (args) => {
    const attempt = await waiting();
    for (const name of ['pause', 'resume', 'observed', 'promote', 'skip', 'approve', 'unheard-of'])
      await attempt.handle.signal(name, ...args);
    expect((await attempt.state()).outcome).toBeUndefined();
    await attempt.handle.signal('abort', ...args);
    const { kind } = await attempt.ended();
    return [kind, await attempt.events('workflowTaskFailed')];
  });
  expect(found).toEqual(all(garbage, ['aborted', 0]));
});

test('updates with any payload are answered, and one that is refused says why', async () => {
  const found = await inEach(garbage, async (args) => {
    const attempt = await waiting();
    const update = (name: string) => attempt.handle.executeUpdate(name, { args: args as [unknown] });
    const why = await update('resume').catch((error: Error) => error.cause);
    await update('pause');
    await update('abort');
    const { kind } = await attempt.ended();
    return [why, kind, await attempt.events('workflowTaskFailed')];
  });
  const refused = expect.objectContaining({ type: 'Refused', message: 'the release is not paused' });
  expect(found).toEqual(all(garbage, [refused, 'aborted', 0]));
});

const report = reportOf('pass', 1);
const check = { name: 'rate', verdict: 'pass', reason: 'good' };
const reports: Record<string, unknown> = {
  'fields of wrong types': { at: 'x', verdict: 42, reason: {}, checks: 3, share: 5, pods: null },
  'checks that are none': { ...report, checks: [null, 3, { name: 4 }] },
  'a check without a name': { ...report, checks: [{ ...check, name: undefined }] },
  'figures that are texts': { ...report, checks: [{ ...check, canary: 'x' }] },
  'a share that is a text': { ...report, share: { ...report.share, measured: 'x' } },
  'a verdict that is none': { ...report, verdict: 'excellent' },
  'an edit that is none': { ...report, foreign: {} },
};

test('what a watch tells is shown; a report that is none in any part is not believed, and stops nothing', async () => {
  const found = await inEach(reports, async (seen) => {
    const attempt = await waiting();
    const before = await attempt.state();
    await attempt.handle.signal('observed', seen);
    const after = await attempt.state();
    const told = reportOf('inconclusive', Date.now() + 60_000);
    await attempt.handle.signal('observed', told);
    const { report: shown, journal } = await attempt.state();
    expect([shown, journal.at(-1)?.what]).toEqual([told, 'inconclusive: seen inconclusive']);
    await attempt.order('abort', order);
    expect(await attempt.ended()).toEqual({ kind: 'aborted', ...order });
    expect(await attempt.events('workflowTaskFailed')).toBe(0);
    return after.report?.at === before.report?.at;
  });
  expect(found).toEqual(all(reports, true));
});

test('an update that makes no sense is refused with the reason, and is no order in the history', async () => {
  const attempt = await waiting();
  const rejected = (name: string, type: string, message: string) =>
    expect(attempt.handle.executeUpdate(name, { args: [order] })).rejects.toMatchObject({ cause: { type, message } });
  await rejected('skip', 'Refused', 'skip ends a hold, and there is none: the release is in steps');
  await rejected('resume', 'Refused', 'the release is not paused');
  expect(await attempt.events('workflowExecutionUpdateAccepted')).toBe(0);
  expect((await attempt.state()).journal.filter(({ command }) => command)).toEqual([]);
  await attempt.order('abort');
  await rejected('abort', 'Refused', 'the release is being rolled back already');
  await attempt.ended();
});

test('an update says what follows from it', async () => {
  const attempt = await waiting();
  expect(await attempt.order('pause', order)).toEqual({ phase: 'steps', weight: 10, what: 'pause: the page is slow' });
  expect((await attempt.state()).paused).toMatchObject(order);
  expect(await attempt.order('abort', order)).toMatchObject({ phase: 'roll-back', weight: 10 });
  expect(await attempt.ended()).toEqual({ kind: 'aborted', ...order });
});

test('a release is found by its service, its version, where it is and how it ended', async () => {
  const attempt = await waiting();
  const found = async (key: keyof typeof searchKeys) =>
    (await attempt.handle.describe()).typedSearchAttributes.get(searchKeys[key]);
  const plan = [await found('namespace'), await found('service'), await found('version')];
  const [, , namespace, service] = attempt.handle.workflowId.split('/'); // so one that is refused is found, too
  expect(plan).toEqual([namespace, service, 'v2']);
  expect([await found('phase'), await found('outcome')]).toEqual(['steps', undefined]);
  await attempt.order('abort');
  await attempt.ended();
  expect([await found('phase'), await found('outcome')]).toEqual(['ended', 'aborted']);
});

test('users are taken back before it is told to the search', async () => {
  const attempt = await waiting();
  const { events: before = [] } = await attempt.handle.fetchHistory();
  await attempt.order('abort');
  await attempt.ended();
  const { events } = await attempt.handle.fetchHistory();
  const after = events?.slice(before?.length);
  const takenBack = after?.findIndex((event) => event.markerRecordedEventAttributes);
  const told = after?.findIndex((event) => event.upsertWorkflowSearchAttributesEventAttributes);
  expect(takenBack).toBeGreaterThanOrEqual(0);
  expect(told).toBeGreaterThan(takenBack ?? Infinity);
});

test('what keeps a write is told, also when its time ends in the middle of a try', async () => {
  const cluster = good();
  cluster.on('shift 10', async (input, call) => {
    await sleep(1650); // the third try ends a quarter of a second after the five seconds of them all
    return troubled('Unavailable', 'the webhook hangs')(input, call);
  });
  const attempt = await stand.release(cluster);
  await eventually('trouble', async () => (await attempt.state()).trouble !== undefined);
  expect((await attempt.state()).trouble).toMatchObject({ what: 'the webhook hangs' });
  await attempt.order('abort', order);
  await attempt.ended();
  const { events } = await attempt.handle.fetchHistory();
  expect(events?.filter((event) => event.activityTaskTimedOutEventAttributes)).toHaveLength(1);
});

test('an abort ends a wait for trouble to pass, and frees a release that is paused', async () => {
  const cluster = good();
  cluster.on('deploy', troubled('Unavailable', 'no answer', true)); // the release itself tries again, after a wait
  const attempt = await stand.release(cluster);
  await eventually('a wait', async () => (await attempt.state()).running?.kind === 'wait');
  expect((await attempt.state()).trouble).toMatchObject({ what: 'no answer' });
  await attempt.order('pause');
  await attempt.order('abort', order);
  expect(await attempt.ended()).toEqual({ kind: 'aborted', ...order });
  expect(cluster.names.at(-1)).toBe('putBack');
});

test('a cancelled workflow is an aborted release: it ends when everything is put back', async () => {
  const attempt = await stuckIn('watch 50');
  await attempt.handle.cancel();
  expect(await attempt.ended()).toEqual({ kind: 'aborted', by: 'temporal', reason: 'the workflow was cancelled' });
  expect(attempt.cluster.names.slice(-4)).toEqual(routed);
});

test('a workflow that is cancelled on its way back goes on with it', async () => {
  const cluster = good();
  cluster.on('watch 10', fails);
  const attempt = await stuckIn('putBack', cluster);
  await attempt.handle.cancel();
  expect((await attempt.state()).outcome).toBeUndefined();
  over.abort();
  expect(await attempt.ended()).toEqual({ kind: 'rolled-back', why: 'seen fail' });
});

test('a payload that cannot be read stops nothing', async () => {
  const encodings = { 'json/plain': '{', 'binary/unheard-of': 'x', '': '' };
  const found = await inEach(encodings, async (data, encoding) => {
    const attempt = await waiting();
    const payload = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) };
    await stand.client.workflowService.signalWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: attempt.handle.workflowId },
      signalName: 'pause',
      input: { payloads: [payload] },
    });
    await attempt.handle.signal('abort', order);
    const { kind } = await attempt.ended();
    return [kind, await attempt.events('workflowTaskFailed')];
  });
  expect(found).toEqual(all(encodings, ['aborted', 0]));
});
