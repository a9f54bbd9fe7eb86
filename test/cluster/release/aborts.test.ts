import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { connect } from '../../../client/connect.js';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import type { ActKind } from '../../../domain/act.js';
import { eventually } from '../playground/playground-command.js';
import { type AuditedWrite, AuditLog, showWrite } from './audit.js';
import { Crew } from './crew.js';
import { written } from './objects.js';
import { connectSluice, Releasing, versionsOn } from './releasing.js';
import { canary } from './spec-text.js';
import { Stage } from './stage.js';
import '../patience.js';

let crew: Crew;
let sluice: Sluice;
let client: Client;
let stage: Stage;
beforeAll(async () => {
  [crew, sluice, client, stage] = await Promise.all([
    Crew.open(2, [19_526, 19_527]),
    connectSluice(),
    connect({}),
    Stage.open('f-aborts', { ratePerSecond: 15 }),
  ]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), client.connection.close(), crew.close(), stage.close()]);
});

const minutes = 30 * 60_000;
const route = '/virtualservices/reviews';
const order = { by: 'ann', reason: 'enough seen' };
const aborted = { kind: 'aborted', ...order };

/** Weights that are held until somebody goes on; nothing is proved before. */
const held = {
  verify: undefined,
  steps: [20, 60, 100].map((weight) => ({ weight, hold: '1h' })),
  bake: '1h',
};
const runs = (kind: ActKind) => (state: LiveState) => state.running?.kind === 'act' && state.running.act.kind === kind;
const holds = (weight: number) => (state: LiveState) => state.weight === weight && runs('watch')(state);
const skip = (release: Releasing) => release.handle.skip({ by: 'test', reason: 'go on' });

/** All that a release could have changed, as a person wrote it. */
async function everything() {
  const services = await stage.in(['get', 'services', '-o', 'jsonpath={.items[*].metadata.name}']);
  const [virtualService, destinationRule, versions] = await Promise.all([
    written(stage, 'virtualservice/reviews'),
    written(stage, 'destinationrule/reviews'),
    versionsOn(stage),
  ]);
  return { virtualService, destinationRule, versions, services };
}

const proof = (of: Record<string, unknown>) => ({ from: { pod: 'app=sleep' }, ...of });
const bakes = async (release: Releasing): Promise<void> => {
  await release.until(holds(20));
  await release.handle.promote({ by: 'test', reason: 'go on' });
  await release.until((state) => state.stages[state.cursor]?.phase === 'bake' && runs('watch')(state));
};

const phases: { at: string; changes?: object; getThere: (release: Releasing) => Promise<unknown>; highest: number }[] =
  [
    {
      at: 'its pods get ready',
      changes: { canary: canary({ START_SECONDS: '300' }) },
      getThere: (release) => release.until(runs('awaitReady')),
      highest: 0,
    },
    {
      at: 'it is verified',
      changes: {
        canary: canary({ LATENCY_MS: '4000' }),
        verify: proof({ requests: [1, 2, 3, 4, 5].map((page) => ({ get: `/reviews/${page}` })) }),
      },
      getThere: (release) => release.until(runs('verify')),
      highest: 0,
    },
    {
      at: 'it is under load',
      changes: { verify: proof({ load: { get: '/reviews/7', requests: 100_000, concurrency: 2 } }) },
      getThere: (release) => release.until(({ progress, ...state }) => runs('load')(state) && progress !== undefined),
      highest: 0,
    },
    {
      at: 'it is admitted',
      changes: { canary: canary({ START_SECONDS: '10' }) },
      getThere: (release) =>
        release.until(
          ({ running }) => running?.kind === 'act' && running.act.kind === 'awaitReady' && running.act.admitted,
        ),
      highest: 0,
    },
    { at: 'it has 20 %', getThere: (release) => release.until(holds(20)), highest: 20 },
    {
      at: 'it has 60 %',
      getThere: async (release) => {
        await release.until(holds(20));
        await skip(release);
        await release.until(holds(60));
      },
      highest: 60,
    },
    { at: 'it is promoted and bakes', getThere: bakes, highest: 100 },
    {
      at: 'stable drains',
      getThere: async (release) => {
        await bakes(release);
        await skip(release);
        await release.until(runs('drain'));
      },
      highest: 100,
    },
  ];

test.each(phases)(
  'aborted while $at: who and why are told, all is as before, and users notice nothing',
  async ({ changes = {}, getThere, highest }) => {
    const before = await everything();
    const release = await Releasing.begin(sluice, stage, { ...held, ...changes });
    await getThere(release);
    const receipt = await release.handle.abort(order);
    expect(receipt).toMatchObject({ kind: 'obeyed', phase: 'roll-back' });
    const { outcome, state, users } = await release.end();
    expect(outcome).toEqual(aborted);
    expect(state.highestWeight).toBe(highest);
    expect(await everything()).toEqual(before);
    expect(users).toMatchObject({ failed: 0 });
  },
  minutes,
);

test(
  'an abort overtakes a route write that hangs on its way, and the write changes nothing when it comes',
  async () => {
    const before = await everything();
    const audit = await AuditLog.fromNow(stage.namespace);
    const release = await Releasing.begin(sluice, stage, held);
    await release.until(holds(20));
    const hanging = crew.caught({ method: 'PATCH', path: route, at: 'request' });
    await skip(release);
    const { held: write } = await hanging;
    const at = Date.now();
    await release.handle.abort(order);
    const zero = await zeroAfter(audit, at);
    console.log(`a write to 60 % hangs: ${zero.at - at} ms from the abort to weight 0`);
    expect([409, 422]).toContain(await write.goOn());
    expect(await release.end()).toMatchObject({ outcome: aborted, users: { failed: 0 } });
    expect((await audit.writes()).filter(({ object }) => object.startsWith('virtual')).map(showWrite)).toEqual([
      ...['patch virtualservices/reviews 0 %', 'patch virtualservices/reviews 20 %'],
      ...['patch virtualservices/reviews 0 %', 'patch virtualservices/reviews 0 % ended'],
    ]);
    expect(await everything()).toEqual(before);
  },
  minutes,
);

test(
  'a worker that is stopped in the middle of a shift raises nothing when it wakes up after an abort',
  async () => {
    const before = await everything();
    const audit = await AuditLog.fromNow(stage.namespace);
    const release = await Releasing.begin(sluice, stage, held);
    await release.until(holds(20));
    const hanging = crew.caught({ method: 'PATCH', path: route, at: 'request' });
    await skip(release);
    const { hand, held: write } = await hanging;
    const at = Date.now();
    hand.worker.signal('SIGSTOP');
    const { kind } = await release.handle.abort(order);
    const zero = await zeroAfter(audit, at, 400);
    console.log(`its worker stopped: abort ${kind}, ${zero.at - at} ms from it to weight 0`);
    expect(zero.userAgent).not.toBe(hand.proxy.userAgent);
    expect([409, 422]).toContain(await write.goOn());
    hand.worker.signal('SIGCONT');
    expect(await release.end()).toMatchObject({ outcome: aborted, users: { failed: 0 } });
    // Before the other worker had the abort it may have gone on with the shift; after that nothing rises.
    const weights = await audit.weights();
    expect([
      [0, 20, 0, 0],
      [0, 20, 60, 0, 0],
    ]).toContainEqual(weights);
    expect(await everything()).toEqual(before);
  },
  minutes,
);

test(
  'an abort that comes when stable is gone already is told so, and the release ends as it was going to',
  async () => {
    const own = await Stage.open('f-too-late', { ratePerSecond: 5 });
    try {
      const release = await Releasing.begin(sluice, own, { ...held, bake: '1s', steps: [{ weight: 100, hold: '1s' }] });
      const { held: answer } = await crew.caught({ method: 'DELETE', path: '/deployments/reviews-v1', at: 'answer' });
      await release.handle.abort(order);
      await answer.goOn();
      const { outcome, state, users } = await release.end();
      expect(outcome).toEqual({ kind: 'released' });
      expect(state.journal.map(({ what }) => what)).toContain('no way back, reviews-v1 is decommissioned already');
      expect(await own.weights()).toEqual({ v2: 100 });
      expect(users).toMatchObject({ failed: 0 });
    } finally {
      await own.close();
    }
  },
  minutes,
);

test(
  'signals with nothing in them, or with anything, do no harm, and an abort after them works',
  async () => {
    const release = await Releasing.begin(sluice, stage, held);
    await release.until(holds(20));
    const { handle } = release;
    const workflow = client.workflow.getHandle(handle.id);
    const junk = [[], [42], [null], [{ by: { name: ['x'] }, reason: 7, gate: [] }, 'more'], ['a'.repeat(100_000)]];
    for (const args of junk)
      for (const name of ['pause', 'resume', 'approve', 'observed', 'nonsense']) await workflow.signal(name, ...args);
    await release.until(({ journal }) => journal.filter(({ command }) => command === 'approve').length === junk.length);
    await workflow.signal('pause');
    expect((await release.until(({ paused }) => paused !== undefined)).paused).toMatchObject({
      by: 'unknown',
      reason: '',
    });

    await workflow.signal('abort', 42);
    const { outcome, state, users } = await release.end();
    expect(outcome).toEqual({ kind: 'aborted', by: 'unknown', reason: '' });
    expect(state.highestWeight).toBe(20);
    expect(users).toMatchObject({ failed: 0 });
  },
  minutes,
);

test(
  'an order that makes no sense now is refused with the reason, and changes nothing',
  async () => {
    const release = await Releasing.begin(sluice, stage, held);
    const { handle } = release;
    const because = (text: string) =>
      expect.objectContaining({ kind: 'not-now', message: expect.stringContaining(text) });
    await release.until(runs('awaitReady'));
    await expect(handle.skip(order)).rejects.toEqual(because('the release is in deploy'));
    await expect(handle.promote(order)).rejects.toEqual(because('the release is in deploy'));
    await release.until(holds(20));
    await expect(handle.resume(order)).rejects.toEqual(because('not paused'));
    await expect(handle.approve(order)).rejects.toEqual(because('nothing waits for approval'));
    await handle.pause({ by: 'bob', reason: 'lunch' });
    await expect(handle.pause(order)).rejects.toEqual(because('paused already, by bob'));
    await expect(handle.skip(order)).rejects.toEqual(because('resume it first'));
    await handle.abort(order);
    await expect(handle.abort(order)).rejects.toEqual(because('being rolled back already'));
    expect(await release.end()).toMatchObject({ outcome: aborted, state: { highestWeight: 20 } });
    await expect(handle.pause(order)).rejects.toEqual(because('has ended'));
  },
  minutes,
);

/** The first write after that which takes the canary's share away. */
async function zeroAfter(audit: AuditLog, at: number, seconds = 200) {
  const isZero = (write: AuditedWrite) => write.at >= at && write.fence?.weight === 0;
  const found = await eventually(async () => (await audit.writes()).find(isZero), seconds);
  if (!found) throw new Error(`the weight is not 0 within ${seconds} s`);
  return found;
}
