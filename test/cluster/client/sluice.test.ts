import { expect, test } from '@jest/globals';
import type { LiveState } from '../../../client/live-state.js';
import { Fault, Refused, Sluice } from '../../../client/sluice.js';
import { specText } from '../release/spec-text.js';
import { MemoryCluster } from './memory-cluster.js';
import { seen } from './seen.js';
import type { OwnTemporal } from './temporal.js';
import { withOwnTemporal } from './with-own-temporal.js';
import '../patience.js';

let temporal: OwnTemporal;
let sluice: Sluice;
const cluster = new MemoryCluster();
const me = { by: 'ada', reason: 'to see' };

const workers = withOwnTemporal(cluster, (own) => ({ temporal, client: sluice } = own));

const short = {
  steps: [
    { weight: 20, hold: '1s' },
    { weight: 100, hold: '1s' },
  ],
  bake: '1s',
};
const long = { steps: [{ weight: 20, hold: '1h' }, { approval: 'payments' }, { weight: 100, hold: '1s' }], bake: '1s' };

test('a release is started, watched to its end, and its outcome told', async () => {
  const handle = await sluice.start(specText('one', short), { by: 'ada' });
  expect(handle.id).toBe('release/default/one/reviews/1');
  const weights = new Set<number>();
  for await (const { weight } of handle.watch({ everyMs: 50 })) weights.add(weight);
  expect([...weights]).toEqual([0, 20, 100]);
  expect(await handle.result()).toEqual({ kind: 'released' });
  const later = await sluice.handleFor('one/reviews');
  expect(later.id).toBe(handle.id);
  expect((await later.state()).outcome).toEqual({ kind: 'released' });
});

test('when a release has ended, the next can begin at that moment', async () => {
  cluster.problems = ['there is no route primary'];
  const ids = new Set<string>();
  for (let count = 0; count < 10; count += 1) {
    const handle = await sluice.start(specText('again', short));
    expect(await handle.result()).toMatchObject({ kind: 'refused' });
    ids.add(handle.id);
  }
  cluster.problems = [];
  expect(ids.size).toBe(10);
});

test('a second release of the same service is refused, with who has it', async () => {
  const handle = await sluice.start(specText('two', long));
  const second = sluice.start(specText('two', long));
  await expect(second).rejects.toThrow(Refused);
  await expect(second).rejects.toMatchObject({ kind: 'busy', message: `${handle.id} is running` });
  expect((await sluice.handleFor('two/reviews')).id).toBe(handle.id);
  await handle.abort(me);
  expect(await handle.result()).toEqual({ kind: 'aborted', ...me });
});

test('orders are acknowledged with what follows, or refused with the reason', async () => {
  const handle = await sluice.start(specText('three', long));
  await expect(handle.resume(me)).rejects.toMatchObject({ kind: 'not-now', message: 'the release is not paused' });
  await seen(handle, ({ hold }) => hold !== undefined);
  expect(await handle.pause(me)).toEqual({ kind: 'obeyed', phase: 'steps', weight: 20, what: 'pause: to see' });
  expect((await handle.state()).paused).toMatchObject(me);
  await handle.resume(me);
  await handle.skip(me);
  expect((await handle.state()).question?.gate).toBe('payments');
  await expect(handle.approve({ ...me, gate: 'legal' })).rejects.toThrow('legal does not wait for approval');
  await handle.approve({ ...me, gate: 'payments' });
  expect(await handle.result()).toEqual({ kind: 'released' });
  await expect(handle.abort(me)).rejects.toMatchObject({ kind: 'not-now' });
});

test('while a hold goes on, its figures are told as they come', async () => {
  const handle = await sluice.start(specText('four', long));
  const first = await seen(handle, ({ report, weight }) => report?.verdict === 'pass' && weight === 20);
  const at = first.report?.at ?? 0;
  const second = await seen(handle, ({ report }) => (report?.at ?? 0) > at);
  expect(second.report).toMatchObject({ verdict: 'pass', share: { asked: 20, measured: 20 } });
  expect(second.journal).toEqual(first.journal);
  cluster.successRate = 0.5;
  expect(await handle.result()).toMatchObject({ kind: 'rolled-back' });
  cluster.successRate = 1;
});

test('what an act is tried again for is told while it is tried', async () => {
  cluster.routeTrouble = 'the webhook of istiod does not answer';
  const handle = await sluice.start(specText('five', short));
  const { trouble } = await seen(handle, (state) => state.trouble !== undefined);
  expect(trouble?.what).toContain('the webhook of istiod does not answer');
  cluster.routeTrouble = undefined;
  await seen(handle, ({ weight }) => weight === 20);
  await handle.abort(me);
  expect(await handle.result()).toMatchObject({ kind: 'aborted' });
});

test('a spec with mistakes is refused with all of them, and nothing is asked of Temporal', async () => {
  const text = specText('six', { bake: 'soon', drift: 'perhaps', stepps: [] });
  const problems = await sluice.start(text).catch((cause: unknown) => (cause as Refused).problems);
  expect(problems).toHaveLength(3);
  await expect(sluice.handleFor('six/reviews')).rejects.toMatchObject({ kind: 'not-found' });
});

test('what preflight finds wrong is the outcome', async () => {
  cluster.problems = ['there is no route primary', 'Prometheus does not answer'];
  const handle = await sluice.start(specText('seven', short));
  expect(await handle.result()).toEqual({ kind: 'refused', problems: cluster.problems });
  cluster.problems = [];
});

test('a release that is ended by force is told, and taken back by rollback', async () => {
  const handle = await sluice.start(specText('eight', long));
  await seen(handle, ({ weight }) => weight === 20);
  await expect(sluice.rollback('eight/reviews')).rejects.toMatchObject({ kind: 'busy' });
  await temporal.env.client.workflow.getHandle(handle.id).terminate('by a test');
  const gone = { kind: 'ended-by-force', message: expect.stringContaining('sluice rollback eight/reviews') };
  await expect(handle.state()).rejects.toMatchObject(gone);
  await expect(handle.result()).rejects.toThrow(Fault);
  expect(cluster.weights.get('eight')).toBe(20);
  const mending = await sluice.rollback('eight/reviews');
  expect(await mending.result()).toMatchObject({ kind: 'rolled-back' });
  expect(cluster.weights.get('eight')).toBe(0);
  await expect(sluice.rollback('eight/reviews')).rejects.toMatchObject({ kind: 'not-now' });
});

test('with no worker, an abort is kept, everything else says after its patience that nobody answers', async () => {
  const handle = await sluice.start(specText('nine', long));
  await seen(handle, ({ weight, hold }) => weight === 20 && hold !== undefined);
  const known = handle.watch({ everyMs: 50 });
  expect((await known.next()).value).toMatchObject({ weight: 20 });
  await workers.stop();
  const starting = sluice.start(specText('ten', short)).catch((cause: unknown) => cause);
  const [paused, aborted] = await Promise.all([
    handle.pause(me).catch((cause: unknown) => cause),
    sluice.handleFor('nine/reviews').then((found) => found.abort(me)),
  ]);
  const started = await starting; // there still is nobody: who waited for a worker would wait for ever
  const why = { kind: 'no-answer', message: expect.stringContaining('pause was not acknowledged: no worker answered') };
  expect(paused).toMatchObject(why);
  expect(started).toMatchObject({ kind: 'no-answer', message: expect.stringContaining('may still within 30 s') });
  expect(aborted).toMatchObject({ kind: 'kept' });
  let silent: LiveState | undefined;
  for await (const state of known) if ((silent = state).silent) break;
  expect(silent?.weight).toBe(20);
  await workers.work();
  expect(await handle.result()).toEqual({ kind: 'aborted', ...me });
});

test('an order that nobody waits for any more is not obeyed', async () => {
  const late = { ...me, until: Date.now() - 1 };
  const handle = await sluice.start(specText('eleven', long));
  await seen(handle, ({ hold }) => hold !== undefined);
  const workflow = temporal.env.client.workflow.getHandle(handle.id);
  await expect(workflow.executeUpdate('promote', { args: [late] })).rejects.toMatchObject({
    cause: { type: 'Refused', message: expect.stringContaining('too late') },
  });
  await workflow.signal('abort', late);
  expect(await handle.result()).toMatchObject({ kind: 'aborted' });
});

test('Temporal that is not there is told, with what to set', async () => {
  const connecting = Sluice.connect({ address: '127.0.0.1:1', timeoutMs: 1000 });
  await expect(connecting).rejects.toThrow(Fault);
  await expect(connecting).rejects.toThrow('Temporal at 127.0.0.1:1 does not answer within 1 s');
});
