import { expect, test } from '@jest/globals';
import { phaseOf } from '../../../domain/release-state.js';
import type { ReleaseHandle, Sluice } from '../../../client/sluice.js';
import { specText } from '../release/spec-text.js';
import { MemoryCluster } from './memory-cluster.js';
import { seen } from './seen.js';
import type { OwnTemporal } from './temporal.js';
import { typing } from './typed.js';
import { withOwnTemporal } from './with-own-temporal.js';
import '../patience.js';

let temporal: OwnTemporal;
let sluice: Sluice;
const cluster = new MemoryCluster();
const me = { by: 'ada', reason: 'to see' };

const workers = withOwnTemporal(cluster, (own) => ({ temporal, client: sluice } = own));

const long = { steps: [{ weight: 20, hold: '1h' }], bake: '1h', verify: undefined };
const quick = { steps: [{ weight: 100, hold: '1s' }], bake: '0s', verify: undefined };

const command = typing(() => temporal.address);
const has20 = (handle: ReleaseHandle) => seen(handle, ({ weight, hold }) => weight === 20 && hold !== undefined);

test('who queues has a handle at once, sees that it waits, and gets its own outcome; orders by name go to who has the service', async () => {
  const first = await sluice.start(specText('q-one', long));
  await has20(first);
  const second = await sluice.start(specText('q-one', quick), { ifBusy: 'queue', by: 'cem' });
  const third = await sluice.start(specText('q-one', quick), { ifBusy: 'queue' });
  expect([first.queued, second.queued, third.queued]).toEqual([undefined, 1, 2]);
  expect(phaseOf(await second.state())).toBe('queued');
  const { holder, waiting } = await sluice.queue('q-one/reviews');
  expect([holder, waiting?.map(({ release, by }) => [release, by])]).toEqual([
    first.id,
    [
      [second.id, 'cem'],
      [third.id, expect.any(String)],
    ],
  ]);
  expect((await sluice.handleFor('q-one/reviews')).id).toBe(first.id);
  expect(await third.abort(me)).toMatchObject({ kind: 'obeyed', phase: 'ended', weight: 0 });
  expect(await third.result()).toEqual({ kind: 'aborted', ...me });
  await first.abort(me);
  expect(await second.result()).toEqual({ kind: 'released' });
  expect(await first.result()).toEqual({ kind: 'aborted', ...me });
});

test('who supersedes has the one that runs rolled back, and is told how it ended itself', async () => {
  const first = await sluice.start(specText('q-two', long));
  await has20(first);
  const second = await sluice.start(specText('q-two', quick), { ifBusy: 'supersede', by: 'cem' });
  const reason = `superseded by ${second.id} (v2)`;
  expect(await first.result()).toEqual({ kind: 'aborted', by: 'cem', reason });
  expect(await second.result()).toEqual({ kind: 'released' });
});

test('with no worker an abort by name is kept for the one that has the service, and a start says that nobody is there', async () => {
  const first = await sluice.start(specText('q-three', long));
  await has20(first);
  const second = await sluice.start(specText('q-three', long), { ifBusy: 'queue' });
  await workers.stop();
  const third = sluice.start(specText('q-three', quick)).catch((cause: unknown) => cause);
  const retried = sluice.retry('q-three/reviews').catch((cause: unknown) => cause);
  const back = sluice.rollback('q-three/reviews').catch((cause: unknown) => cause);
  const holder = await sluice.handleFor('q-three/reviews');
  expect(holder.id).toBe(first.id);
  expect(await holder.abort(me)).toMatchObject({ kind: 'kept' });
  for (const answer of await Promise.all([retried, back])) expect(answer).toMatchObject({ kind: 'no-answer' });
  expect(await third).toMatchObject({ kind: 'no-answer' }); // who waited for a worker would wait for ever
  await workers.work();
  expect(await first.result()).toEqual({ kind: 'aborted', ...me });
  await seen(second, ({ weight }) => weight === 20);
  await second.abort(me);
});

test('signals that are sent by hand while no worker runs are obeyed in their order when one comes', async () => {
  const steps = [{ weight: 20, hold: '1s' }, { approval: 'payments' }, { weight: 100, hold: '1s' }];
  const handle = await sluice.start(specText('q-four', { ...quick, steps }));
  await seen(handle, ({ question }) => question !== undefined);
  await workers.stop();
  const workflow = temporal.env.client.workflow.getHandle(handle.id);
  for (const name of ['pause', 'approve', 'resume', 'approve'])
    await workflow.signal(name, { by: 'eve', reason: name });
  await workers.work();
  expect(await handle.result()).toEqual({ kind: 'released' });
  const told = (await handle.state()).journal.filter(({ by }) => by === 'eve').map(({ what }) => what);
  expect(told).toEqual([
    ...['pause: pause', 'approve refused, the release is paused by eve; resume it first'],
    ...['resume: resume', 'approve payments: approve'],
  ]);
});

test('a release that was rolled back is tried again, from the start or from the weight that had passed', async () => {
  const steps = [20, 40, 60].map((weight) => ({ weight, hold: '1s' }));
  const failing = sluice.start(specText('q-five', { ...quick, steps }));
  const first = await failing;
  await seen(first, ({ weight }) => weight === 60);
  cluster.successRate = 0.5;
  expect(await first.result()).toMatchObject({ kind: 'rolled-back' });
  cluster.successRate = 1;
  const second = await sluice.retry('q-five/reviews', { by: 'bob', fromFailedStep: true });
  const weights: number[] = [];
  for await (const { weight } of second.watch({ everyMs: 20 })) if (weights.at(-1) !== weight) weights.push(weight);
  expect(weights).toEqual([0, 40, 60, 100]);
  const { journal, retry } = await second.state();
  expect(retry).toEqual({ of: first.id, from: 40 });
  expect(journal[0]).toMatchObject({ by: 'bob', what: `retry of ${first.id} from 40 %, which had passed there` });
  await expect(sluice.retry('q-five/reviews')).rejects.toMatchObject({
    kind: 'not-now',
    message: `${second.id} has ended released: there is nothing to try again`,
  });
});

test('retry as it is typed: what it began, and why not', async () => {
  const first = await sluice.start(specText('q-six', long));
  await has20(first);
  await first.abort(me);
  await first.result();
  const step = await command(['retry', 'q-six/reviews', '--from-failed-step']);
  expect([step.exitCode, step.stdout]).toEqual([2, '']);
  expect(step.stderr).toContain(`No weight of ${first.id} had passed before the one that failed (it came to 20 %)`);
  const begun = await command(['retry', 'q-six/reviews', '--json']);
  expect(begun.exitCode).toBe(0);
  expect(JSON.parse(begun.stdout)).toEqual({ release: 'release/default/q-six/reviews/2' });
  const queued = await command(['retry', 'q-six/reviews', '--if-busy', 'queue', '--json']);
  expect(JSON.parse(queued.stdout)).toEqual({ release: 'release/default/q-six/reviews/3', queued: 1 });
  await sluice.handle('release/default/q-six/reviews/3').abort(me);
  const aborted = await command(['abort', 'q-six/reviews', '--reason', 'seen', '--wait']);
  expect(aborted.exitCode).toBe(0);
  expect(await command(['retry', 'nothing/here'])).toMatchObject({ exitCode: 2 });
});

test('a release that bakes is taken back by rollback, in one weight change', async () => {
  const first = await sluice.start(specText('q-seven', { ...quick, bake: '1h' }));
  await seen(first, (state) => phaseOf(state) === 'bake');
  const handle = await sluice.rollback('q-seven/reviews', me);
  expect(handle.id).toBe(first.id);
  expect(await handle.result()).toEqual({ kind: 'aborted', ...me });
  const { journal } = await handle.state();
  const changes = journal.filter(({ what }) => what.startsWith('weight ')).map(({ what }) => what);
  expect(changes).toEqual(['weight 0 %', 'weight 100 %', 'weight 100 %', 'weight 0 %']);
});

test('a release that has ended is taken back while its former stable is there, as it is typed; once deleted it is not', async () => {
  const kept = await sluice.start(specText('q-eight', { ...quick, decommission: 'leave' }));
  expect(await kept.result()).toEqual({ kind: 'released' });
  const back = await command(['rollback', 'q-eight/reviews', '--reason', 'orders are lost', '--wait', '--json']);
  expect(back.exitCode).toBe(0);
  expect(JSON.parse(back.stdout)).toEqual({
    release: 'release/default/q-eight/reviews/2',
    outcome: { kind: 'rolled-back', why: `${kept.id} is taken back by ada` },
  });
  expect(cluster.weights.get('q-eight')).toBe(0);
  const again = await command(['rollback', 'q-eight/reviews']);
  expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has ended: rolled-back') });
  const gone = await sluice.start(specText('q-nine', quick));
  expect(await gone.result()).toEqual({ kind: 'released' });
  await expect(sluice.rollback('q-nine/reviews')).rejects.toMatchObject({
    kind: 'not-now',
    message: expect.stringContaining('reviews-v1 was deleted then'),
  });
  const edited = await sluice.start(specText('q-ten', { ...quick, decommission: 'leave' }));
  await edited.result();
  cluster.weights.set('q-ten', 30);
  const refused = await command(['rollback', 'q-ten/reviews', '--wait']);
  expect(refused.exitCode).toBe(2);
  expect(refused.stdout).toContain('v2 has 30 % of the requests, not all, since it ended');
  expect(cluster.weights.get('q-ten')).toBe(30);
});
