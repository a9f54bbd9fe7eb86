/**
 * Records histories of ways through the workflows that a release on the playground takes seldom, on a Temporal server of
 * its own: `node start.mjs test/workflows/record-histories.ts [NAME ...]`. CONTRIBUTING.md says when.
 */
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../domain/act.js';
import { mendUpdate } from '../../domain/message.js';
import { reportOf } from '../domain/simulated.js';
import type { Attempt } from './attempt.js';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { FakeCluster, passes, troubled, unclear } from './fake-cluster.js';
import { Lock } from './lock.js';
import { neutral } from './neutral-history.js';
import { Stand } from './stand.js';

const folder = join(import.meta.dirname, 'histories');
const order = { by: 'ann', reason: 'because' };
const weight = (percent: number, holdMs = 0) => ({ kind: 'weight' as const, weight: percent, holdMs });
const gate = { kind: 'approval' as const, gate: 'payments' };
const short = { steps: [weight(10), gate], bakeMs: 0 };

/** Each path through the workflows, by the name of its file. */
const paths: Record<string, (stand: Stand) => Promise<WorkflowHandle>> = {
  'asked-for-want-of-evidence': async (stand) => {
    const inconclusive = { limitMs: 500, action: 'ask' as const };
    const cluster = new FakeCluster({ steps: [weight(10, 1500), gate], bakeMs: 500, inconclusive });
    cluster.on('watch 10', (input, call) => (call < 4 ? unclear(input) : watched('pass')));
    const attempt = await stand.release(cluster);
    await eventually('the gate', async () => (await attempt.state()).question?.gate !== undefined);
    await attempt.handle.signal('observed', reportOf('inconclusive', Date.now() + 1000));
    await attempt.handle.signal('approve', order);
    return over(attempt);
  },
  promoted: async (stand) => {
    const attempt = await stand.release(
      new FakeCluster({ steps: [weight(10, 60_000), weight(50, 60_000)], bakeMs: 60_000 }),
    );
    await attempt.reaches('watch 10');
    await attempt.order('skip');
    await attempt.reaches('watch 50');
    await attempt.order('promote');
    await attempt.reaches('watch 100');
    await attempt.order('skip');
    return over(attempt);
  },
  'aborted-in-trouble': async (stand) => {
    const cluster = new FakeCluster(short);
    const once = (name: string, from: number) => {
      const no = troubled('Unavailable', 'no answer', true);
      cluster.on(name, (input, call) => (call === from ? no(input, call) : { kind: 'done' }));
    };
    once('deploy', 0); // a timer goes by before the next try
    once('shift 0', 1); // a watch goes by before the next try
    const attempt = await stand.release(cluster);
    await attempt.asks();
    await attempt.handle.signal('abort', order);
    return over(attempt);
  },
  'taken-back-within': async (stand) => {
    const attempt = await stand.release(new FakeCluster(short));
    await attempt.asks();
    await attempt.order('abort');
    return over(attempt);
  },
  'aborted-in-a-hold': async (stand) => {
    const attempt = await stand.release(new FakeCluster({ steps: [weight(10, 60_000)], bakeMs: 0 }));
    await attempt.reaches('watch 10');
    await attempt.order('abort');
    return over(attempt);
  },
  'orphaned-in-the-queue': async (stand) => {
    const lock = new Lock(stand, new FakeCluster(short), { asksEveryMs: 500 });
    await (await lock.start()).asks();
    const second = await lock.start('v3', { ifBusy: 'queue' });
    await new Promise((resolve) => setTimeout(resolve, 1200)); // it asks, and is answered
    await lock.handle.terminate();
    return over(second);
  },
  cancelled: async (stand) => {
    const attempt = await stand.release(new FakeCluster(short));
    await attempt.asks();
    await attempt.handle.cancel();
    return over(attempt);
  },
  'edited-by-somebody': async (stand) => {
    const cluster = new FakeCluster(short);
    const foreign = { what: 'v2 has 35, not 10', by: 'kubectl' };
    cluster.on('watch 10', (input, call) =>
      call === 0 ? { kind: 'watched', report: reportOf('inconclusive', Date.now(), { foreign }) } : passes(input),
    );
    const attempt = await stand.release(cluster);
    await eventually('a pause', async () => (await attempt.state()).paused !== undefined);
    await attempt.order('resume');
    await attempt.asks();
    await attempt.order('approve');
    return over(attempt);
  },
  'gates-over-their-time': async (stand) => {
    const timed = (name: string, action: 'ask' | 'go-on') => ({
      ...{ kind: 'approval' as const, gate: name, by: ['ann', 'bob'], approvals: 2 },
      timeout: { limitMs: 1500, action },
    });
    const steps = [timed('first-users', 'ask'), weight(10), timed('payments', 'go-on'), weight(50)];
    const attempt = await stand.release(new FakeCluster({ steps, bakeMs: 0 }));
    const hasSaid = async (text: string) => (await attempt.state()).journal.some(({ what }) => what.startsWith(text));
    await eventually('a question', () => hasSaid('ask again'));
    await attempt.order('approve', { by: 'ann', reason: 'good' });
    await attempt.order('pause');
    await attempt.order('resume');
    await attempt.order('approve', { by: 'bob', reason: 'good' });
    return over(attempt);
  },
  'frozen-and-overridden': async (stand) => {
    const cluster = new FakeCluster({
      steps: [weight(10), weight(50)],
      bakeMs: 0,
      freeze: { windows: [], shared: [] },
    });
    const frozen = (ms: number): Finding => ({ kind: 'frozen', until: Date.now() + ms, why: 'weekend' });
    cluster.on('shift 10', (_, call) => (call === 0 ? frozen(1500) : { kind: 'done' }));
    cluster.on('shift 50', (_, call) => (call === 0 ? frozen(3_600_000) : { kind: 'done' }));
    const attempt = await stand.release(cluster);
    await eventually('a freeze', async () => {
      const { frozen: now, weight: standing } = await attempt.state();
      return now !== undefined && standing === 10;
    });
    await attempt.order('skip', { ...order, override: true });
    return over(attempt);
  },
  'paused-over-the-death-of-its-worker': async (stand) => {
    const attempt = await stand.release(new FakeCluster(short));
    await attempt.asks();
    await attempt.order('pause');
    await stand.rest();
    await attempt.handle.signal('resume', order);
    await stand.work();
    await attempt.order('approve');
    return over(attempt);
  },
};

/** Runs that follow each other, of one release, on a server that suggests continue-as-new early. */
async function continued(stand: Stand): Promise<[WorkflowHandle, WorkflowHandle]> {
  const attempt = await stand.release(new FakeCluster(short));
  const first = (await attempt.handle.describe()).runId;
  await attempt.asks();
  const hasGoneOn = async () => (await attempt.handle.describe()).runId !== first;
  for (let time = 1; !(await hasGoneOn()); time += 1)
    await attempt.handle.signal('observed', reportOf('inconclusive', Date.now() + time));
  await attempt.order('abort', order);
  await over(attempt);
  const { runId: last } = await attempt.handle.describe();
  const of = (run: string) => stand.client.workflow.getHandle(attempt.handle.workflowId, run);
  return [of(first), of(last)];
}

/** A service with a release that is ended by force and mended; its own history has no end. */
async function served(stand: Stand): Promise<{ service: WorkflowHandle; mended: WorkflowHandle }> {
  const lock = new Lock(stand, new FakeCluster(short));
  const left = await lock.start();
  await left.asks();
  await left.handle.terminate();
  const state = await left.state();
  await lock.freed();
  const mended = lock.attempt((await lock.update(mendUpdate, { state, by: 'bob' })).release);
  await mended.handle.result();
  await lock.freed();
  return { service: lock.handle, mended: mended.handle };
}

/** A service that releases wait for: one has its turn, one is aborted before it, one is in the way of who supersedes. */
async function queued(stand: Stand): Promise<Record<string, WorkflowHandle>> {
  const lock = new Lock(stand, new FakeCluster({ ...short, decommission: 'leave' }));
  const first = await lock.start();
  await first.asks();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  const third = await lock.start('v4', { ifBusy: 'queue' });
  await third.handle.signal('abort', order);
  await third.handle.result();
  await first.order('abort');
  await second.asks();
  const fourth = await lock.start('v5', { ifBusy: 'queue' });
  const fifth = await lock.start('v6', { ifBusy: 'supersede', by: 'cem' });
  await Promise.all([second.handle.result(), fourth.handle.result()]);
  await fifth.asks();
  await fifth.order('approve');
  await fifth.handle.result();
  await lock.freed();
  const back = await lock.update(mendUpdate, { state: await fifth.state(), by: 'bob', reason: 'the shop is slow' });
  const takenBack = lock.attempt(back.release);
  await takenBack.handle.result();
  await lock.freed();
  return {
    ...{ 'service-with-a-queue': lock.handle, queued: second.handle, 'aborted-in-the-queue': third.handle },
    'superseded-in-the-queue': fourth.handle,
    'taken-back-after-its-end': takenBack.handle,
  };
}

function watched(verdict: 'pass'): Finding {
  return { kind: 'watched', report: reportOf(verdict, Date.now()) };
}

async function over(attempt: Attempt): Promise<WorkflowHandle> {
  await attempt.ended();
  return attempt.handle;
}

async function write(name: string, handle: WorkflowHandle): Promise<void> {
  await writeFile(join(folder, `${name}.json`), `${neutral(historyToJSON(await handle.fetchHistory()))}\n`);
  console.log(`recorded ${name}`);
}

await mkdir(folder, { recursive: true });
const isWanted = (name: string) => process.argv.length < 3 || process.argv.includes(name);
const stand = await Stand.start(startDevServer);
for (const [name, path] of Object.entries(paths)) if (isWanted(name)) await write(name, await path(stand));
if (isWanted('service')) {
  const { service, mended } = await served(stand);
  await write('service', service);
  await write('mended', mended);
}
if (isWanted('queued')) for (const [name, handle] of Object.entries(await queued(stand))) await write(name, handle);
await stand.end();
if (isWanted('continued')) {
  const early = await Stand.start(() => startDevServer(['limit.historyCount.suggestContinueAsNew=30']));
  const [first, last] = await continued(early);
  await write('continued', first);
  await write('continued-from-another-run', last);
  await early.end();
}
