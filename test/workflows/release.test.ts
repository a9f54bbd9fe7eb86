import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import type { Attempt } from './attempt.js';
import { eventually } from './eventually.js';
import { fails, FakeCluster, unclear } from './fake-cluster.js';
import { Stand } from './stand.js';
import { startTimeSkipping } from './time-skipping.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let stand: Stand;

beforeAll(async () => {
  stand = await Stand.start(startTimeSkipping);
});
afterAll(() => stand.end());

/** How it ended, with time skipped until then. */
async function ended(attempt: Attempt) {
  const isOver = async () => (await attempt.handle.describe()).status.name !== 'RUNNING';
  await stand.elapseUntil('the end', isOver);
  return attempt.ended();
}

const isWatch = (name: string) => name.startsWith('watch');
const wayBack = ['shift 0', 'drain', 'putBack', 'finish'];
const short = { steps: [{ kind: 'weight' as const, weight: 10, holdMs: hourMs }], bakeMs: 0 };
const gatedDark = { steps: [{ kind: 'approval' as const, gate: 'launch' }, ...short.steps], bakeMs: 0 };

test('a good release goes through every act in order, holds as long as it should, and ends released', async () => {
  const attempt = await stand.release();
  await stand.elapseUntil('the gate', async () => (await attempt.state()).question?.gate === 'payments');
  await attempt.order('approve');
  expect(await ended(attempt)).toEqual({ kind: 'released' });
  expect(attempt.cluster.names.filter((name) => !isWatch(name))).toEqual([
    ...['preflight', 'deploy', 'awaitReady', 'verify', 'load', 'shift 0', 'admit', 'awaitReady admitted'],
    ...['verify admitted', 'shift 10', 'shift 50', 'shift 100', 'shift 100', 'drain', 'decommission', 'finish'],
  ]);
  const { journal } = await attempt.state();
  const at = (what: string) => journal.find((entry) => entry.what === what)?.at ?? NaN;
  expect(at('weight 100 %') - at('weight 50 %')).toBeGreaterThanOrEqual(1_200_000);
  expect(at('released') - at('weight 100 %')).toBeGreaterThanOrEqual(360_000);
});

test('evidence against the canary rolls it back, and the verdict is the outcome', async () => {
  const attempt = await stand.release();
  attempt.cluster.on('watch 10', fails);
  expect(await attempt.ended()).toEqual({ kind: 'rolled-back', why: 'seen fail' });
  expect(attempt.cluster.names.slice(-5)).toEqual(['watch 10', ...wayBack]);
  expect((await attempt.state()).journal.at(-1)?.report?.verdict).toBe('fail');
});

test('problems that preflight finds refuse the release, and nothing else is called', async () => {
  const cluster = new FakeCluster();
  cluster.on('preflight', () => ({ kind: 'refused', problems: ['no Service reviews', 'no route'] }));
  const attempt = await stand.release(cluster);
  expect(await attempt.ended()).toEqual({ kind: 'refused', problems: ['no Service reviews', 'no route'] });
  expect(cluster.names).toEqual(['preflight']);
});

test('a gate waits 30 days in the dark, and nothing is done meanwhile', async () => {
  const attempt = await stand.release(new FakeCluster(gatedDark));
  await attempt.asks();
  const before = attempt.cluster.names.length;
  await stand.elapse(30 * dayMs);
  expect(attempt.cluster.names).toHaveLength(before);
  await attempt.order('approve');
  expect(await ended(attempt)).toEqual({ kind: 'released' });
});

test('a release that is paused in the dark over days goes on where it stood', async () => {
  const attempt = await stand.release(new FakeCluster(gatedDark));
  await attempt.asks();
  await attempt.order('pause', { by: 'ann', reason: 'weekend' });
  await stand.elapse(3 * dayMs);
  const state = await attempt.state();
  expect([state.paused?.by, state.weight, state.running]).toEqual(['ann', 0, undefined]);
  await attempt.order('resume');
  await attempt.order('approve');
  expect(await ended(attempt)).toEqual({ kind: 'released' });
});

test('a gate in the dark that nobody approves in time is rolled back, and a pause stops its clock', async () => {
  const timeout = { limitMs: 10 * dayMs, action: 'roll-back' as const };
  const steps = [{ kind: 'approval' as const, gate: 'launch', timeout }, ...short.steps];
  const attempt = await stand.release(new FakeCluster({ steps, bakeMs: 0 }));
  await attempt.asks();
  const before = attempt.cluster.names.length;
  await stand.elapse(5 * dayMs);
  await attempt.order('pause');
  const left = (await attempt.state()).question?.leftMs ?? NaN;
  expect(Math.abs(left - 5 * dayMs)).toBeLessThan(hourMs); // what runs meanwhile runs in real time
  await stand.elapse(30 * dayMs);
  expect((await attempt.state()).outcome).toBeUndefined();
  await attempt.order('resume');
  await stand.elapse(left - hourMs);
  expect([(await attempt.state()).cause, attempt.cluster.names.length]).toEqual([undefined, before]);
  await stand.elapse(2 * hourMs);
  const why = 'launch was not approved within 10 d 0 h';
  expect(await ended(attempt)).toEqual({ kind: 'rolled-back', why });
});

/** Finds a freeze, for so long from now on by the server's clock. */
const freezes = (ms: number) => () => ({
  ...{ kind: 'frozen' as const, why: 'weekend' },
  until: Context.current().info.currentAttemptScheduledTimestampMs + ms,
});

test('the first users wait for the end of a freeze, for days, and nothing is done meanwhile', async () => {
  const cluster = new FakeCluster({ ...short, freeze: { windows: [], shared: [] } });
  cluster.on('shift 10', freezes(3 * dayMs));
  const attempt = await stand.release(cluster);
  const isFrozen = async () => (await attempt.state()).frozen !== undefined;
  await eventually('a freeze', isFrozen);
  const before = cluster.names.length;
  await stand.elapse(2 * dayMs);
  expect([cluster.names.length, (await attempt.state()).weight]).toEqual([before, 0]);
  cluster.on('shift 10', () => ({ kind: 'done' }));
  await stand.elapse(dayMs);
  expect(await ended(attempt)).toEqual({ kind: 'released' });
  expect(cluster.names.filter((name) => name === 'shift 10')).toHaveLength(2);
});

test('with users on the canary they are watched over in a freeze; an override is handed to the write', async () => {
  const steps = [short.steps[0], { kind: 'weight' as const, weight: 50, holdMs: 0 }].flatMap((step) => step ?? []);
  const cluster = new FakeCluster({ steps, bakeMs: 0, freeze: { windows: [], shared: [] } });
  cluster.on('shift 50', (_, call) => (call === 0 ? freezes(3 * dayMs)() : { kind: 'done' }));
  const attempt = await stand.release(cluster);
  await stand.elapseUntil('a freeze', async () => (await attempt.state()).frozen !== undefined);
  const guards = cluster.names.filter(isWatch).length;
  await stand.elapse(5 * hourMs + 5 * minuteMs);
  expect(cluster.names.filter(isWatch).length - guards).toBeGreaterThanOrEqual(30);
  await attempt.order('skip', { by: 'ann', reason: 'urgent', override: true });
  expect(await ended(attempt)).toEqual({ kind: 'released' });
  const written = cluster.inputs.find(({ act }) => act.kind === 'shift' && 'override' in act);
  expect(written?.act).toMatchObject({ weight: 50, override: { by: 'ann', reason: 'urgent' } });
});

test('a pause with users on the canary stops the clock of the hold, and the guard stays', async () => {
  const attempt = await stand.release(new FakeCluster(short));
  await attempt.reaches('watch 10');
  await stand.elapse(25 * minuteMs);
  await attempt.order('pause');
  const left = (await attempt.state()).hold?.remainingMs ?? NaN;
  const guards = attempt.cluster.names.filter(isWatch).length;
  await stand.elapse(5 * hourMs + 5 * minuteMs);
  const paused = await attempt.state();
  expect([paused.weight, paused.hold]).toEqual([10, { remainingMs: left }]);
  expect(attempt.cluster.names.filter(isWatch).length - guards).toBeGreaterThanOrEqual(30);
  const { at } = await attempt.order('resume').then(async () => ({ at: (await attempt.state()).hold?.runningSince }));
  expect(await ended(attempt)).toEqual({ kind: 'released' });
  const promoted = (await attempt.state()).journal.find(({ what }) => what === 'weight 100 %')?.at ?? NaN;
  // Not what was left while it was paused, nor all of the hold again: 25 minutes of that were over.
  expect(promoted - (at ?? NaN)).toBeGreaterThanOrEqual(left - 1000);
  expect(promoted - (at ?? NaN)).toBeLessThan(left + 20 * minuteMs);
});

test('a paused release takes a bad canary back', async () => {
  const attempt = await stand.release(new FakeCluster(short));
  await attempt.reaches('watch 10');
  await attempt.order('pause');
  await stand.elapse(55 * minuteMs);
  attempt.cluster.on('watch 10', fails);
  expect(await ended(attempt)).toEqual({ kind: 'rolled-back', why: 'seen fail' });
});

test('without evidence the weight stands, a person is asked at the limit, and may let it go on', async () => {
  const cluster = new FakeCluster(short);
  cluster.on('watch 10', unclear);
  const attempt = await stand.release(cluster);
  await stand.elapseUntil('a question', async () => (await attempt.state()).question !== undefined);
  expect((await attempt.state()).question?.text).toContain('go on without evidence?');
  await stand.elapse(12 * hourMs + 5 * minuteMs);
  expect((await attempt.state()).weight).toBe(10);
  await attempt.order('approve');
  expect(await ended(attempt)).toEqual({ kind: 'released' });
});

test('two services are released at once, and neither is taken for the other', async () => {
  const [good, bad] = await Promise.all([stand.release(new FakeCluster(short)), stand.release(new FakeCluster(short))]);
  bad.cluster.on('watch 10', fails);
  expect([await ended(good), await ended(bad)]).toEqual([
    { kind: 'released' },
    { kind: 'rolled-back', why: 'seen fail' },
  ]);
  for (const { cluster, handle } of [good, bad])
    expect(cluster.inputs.every(({ fence }) => fence.release === handle.workflowId)).toBe(true);
});
