import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reportOf } from '../domain/simulated.js';
import type { Attempt } from './attempt.js';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { fails, FakeCluster, troubled } from './fake-cluster.js';
import { Stand } from './stand.js';

let stand: Stand;

beforeAll(async () => {
  // In production Temporal suggests it at 4096 events; here every few acts.
  stand = await Stand.start(() => startDevServer(['limit.historyCount.suggestContinueAsNew=30']));
});
afterAll(() => stand.end());

const steps = [10, 20, 30, 40, 50].map((weight) => ({ kind: 'weight' as const, weight, holdMs: 0 }));
const gated = {
  steps: [
    { kind: 'weight' as const, weight: 10, holdMs: 0 },
    { kind: 'approval' as const, gate: 'pay' },
  ],
};

/** The run that it is in now. */
async function run(attempt: Attempt): Promise<string> {
  return (await attempt.handle.describe()).runId;
}

async function hasGoneOn(attempt: Attempt, before: string): Promise<void> {
  await eventually('continue-as-new', async () => (await run(attempt)) !== before);
}

/** Makes the history long by what watches tell. */
async function tell(attempt: Attempt, times: number): Promise<void> {
  for (let time = 1; time <= times; time += 1)
    await attempt.handle.signal('observed', reportOf('inconclusive', Date.now() + time));
}

test('a release over several runs does every act once and in order, as one release', async () => {
  const attempt = await stand.release(new FakeCluster({ steps, bakeMs: 0 }));
  const first = await run(attempt);
  expect(await attempt.ended()).toEqual({ kind: 'released' });
  expect(await run(attempt)).not.toBe(first);
  expect(attempt.cluster.names.filter((name) => !name.startsWith('watch'))).toEqual([
    ...['preflight', 'deploy', 'awaitReady', 'verify', 'load', 'shift 0', 'admit', 'awaitReady admitted'],
    ...['verify admitted', ...steps.map(({ weight }) => `shift ${weight}`), 'shift 100'],
    ...['drain', 'decommission', 'finish'],
  ]);
  const { journal, since } = await attempt.state();
  expect(journal.slice(0, 2).map(({ what }) => what)).toEqual(['begin', 'deploy']);
  expect(since).toBe(attempt.cluster.inputs[0]?.fence.since);
});

test('a question, and a pause, outlive it; the guard is kept up, and orders find the run that goes on', async () => {
  const attempt = await stand.release(new FakeCluster(gated));
  await attempt.asks();
  await attempt.order('pause', { by: 'ann', reason: 'lunch' });
  const [before, runs] = [await attempt.state(), await run(attempt)];
  const guards = attempt.cluster.names.filter((name) => name === 'watch 10').length;
  await tell(attempt, 40);
  await hasGoneOn(attempt, runs);
  await eventually('a guard', () => attempt.cluster.names.filter((name) => name === 'watch 10').length > guards);
  const { paused, question, since, weight, epoch } = await attempt.state();
  expect({ paused, question, since, weight }).toEqual({
    ...{ paused: before.paused, question: before.question, since: before.since, weight: 10 },
  });
  expect(epoch).toBeGreaterThan(before.epoch);
  attempt.cluster.on('watch 100', fails); // not that of the gate: it would end the release before the approval
  await attempt.order('resume');
  await attempt.order('approve', { by: 'ann', gate: 'pay' });
  expect(await attempt.ended()).toEqual({ kind: 'rolled-back', why: 'seen fail' });
});

test('a rollback that waits goes on over many runs, with its reason and its trouble', async () => {
  const cluster = new FakeCluster(gated);
  cluster.on('shift 0', (input, call) =>
    call === 0 ? { kind: 'done' } : troubled('Forbidden', 'no', true)(input, call),
  );
  const attempt = await stand.release(cluster);
  await attempt.asks();
  await attempt.order('abort', { by: 'bob', reason: 'page' });
  const before = await run(attempt);
  await tell(attempt, 30);
  await hasGoneOn(attempt, before);
  const { trouble, cause, weight } = await attempt.state();
  expect([trouble?.what, cause, weight]).toEqual(['no', { kind: 'aborted', by: 'bob', reason: 'page' }, 10]);
  const tries = trouble?.attempts ?? NaN;
  await eventually('more tries', async () => ((await attempt.state()).trouble?.attempts ?? 0) > tries);
  cluster.on('shift 0', () => ({ kind: 'done' }));
  expect(await attempt.ended()).toEqual({ kind: 'aborted', by: 'bob', reason: 'page' });
  expect(cluster.names.slice(-4)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
});

test('no order is lost while run follows run: every update is answered, every signal obeyed', async () => {
  const attempt = await stand.release(new FakeCluster(gated));
  await attempt.asks();
  const runs = new Set<string>();
  for (let time = 0; time < 15; time += 1) {
    expect(await attempt.order('pause')).toMatchObject({ phase: 'steps', weight: 10 });
    await attempt.order('resume');
    runs.add(await run(attempt));
  }
  expect(runs.size).toBeGreaterThan(2);
  const told = tell(attempt, 40).catch(() => {}); // the last ones find nobody
  await attempt.handle.signal('abort', { by: 'bob', reason: 'page' });
  expect(await attempt.ended()).toEqual({ kind: 'aborted', by: 'bob', reason: 'page' });
  await told;
  const orders = (await attempt.state()).journal.filter(({ command }) => command === 'pause' || command === 'resume');
  expect(orders.map(({ what }) => what)).toEqual(
    Array.from({ length: 15 }, () => ['pause: because', 'resume: because']).flat(),
  );
});

test('cancelling a later run puts everything back, too', async () => {
  const attempt = await stand.release(new FakeCluster(gated));
  await attempt.asks();
  const before = await run(attempt);
  await tell(attempt, 30);
  await hasGoneOn(attempt, before);
  await attempt.handle.cancel();
  expect(await attempt.ended()).toMatchObject({ kind: 'aborted', by: 'temporal' });
  expect(attempt.cluster.names.slice(-4)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
});
