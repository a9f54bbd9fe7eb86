import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { FakeCluster, troubled } from './fake-cluster.js';
import { Stand } from './stand.js';

let stand: Stand;

// In real time: the server that skips it loses count of its own locks when activities fail again and again.
beforeAll(async () => {
  stand = await Stand.start(startDevServer);
}, 600_000);
afterAll(() => stand.end());

const testMs = 600_000;
const quick = { steps: [{ kind: 'weight' as const, weight: 10, holdMs: 0 }], bakeMs: 0 };
const wayBack = ['shift 0', 'drain', 'putBack', 'finish'];

test.concurrent(
  'trouble that lasts is in the state with its reason and tries, and the release goes on when it is over',
  async () => {
    const cluster = new FakeCluster(quick);
    cluster.on('shift 10', troubled('Unavailable', "Istio's webhook does not answer"));
    const attempt = await stand.release(cluster);
    await eventually('two tries', async () => ((await attempt.state()).trouble?.attempts ?? 0) >= 2, 500);
    const { trouble, weight } = await attempt.state();
    expect([trouble?.what, weight]).toEqual(["Istio's webhook does not answer", 0]);
    cluster.on('shift 10', () => ({ kind: 'done' }));
    expect(await attempt.ended()).toEqual({ kind: 'released' });
    expect((await attempt.state()).trouble).toBeUndefined();
  },
  testMs,
);

test.concurrent(
  'a rollback that is refused is tried for ever, visibly, and ends when it may',
  async () => {
    const cluster = new FakeCluster({ ...quick, steps: [{ kind: 'weight', weight: 10, holdMs: 3_600_000 }] });
    cluster.on('shift 0', (_, call) => (call === 0 ? { kind: 'done' } : troubled('Forbidden', 'no', true)(_, call)));
    const attempt = await stand.release(cluster);
    await attempt.reaches('watch 10');
    await attempt.order('abort', { by: 'ann', reason: 'bad' });
    await eventually('tries', async () => ((await attempt.state()).trouble?.attempts ?? 0) > 10, 500);
    const { trouble, weight } = await attempt.state();
    expect([trouble?.what, weight]).toEqual(['no', 10]);
    cluster.on('shift 0', () => ({ kind: 'done' }));
    expect(await attempt.ended()).toEqual({ kind: 'aborted', by: 'ann', reason: 'bad' });
    expect(cluster.names.slice(-4)).toEqual(wayBack);
  },
  testMs,
);

test.concurrent(
  'trouble that no retry mends takes the release back',
  async () => {
    const cluster = new FakeCluster(quick);
    cluster.on('shift 10', troubled('Superseded', 'a later release has the route', true));
    const attempt = await stand.release(cluster);
    expect(await attempt.ended()).toEqual({ kind: 'rolled-back', why: 'a later release has the route' });
  },
  testMs,
);

test.concurrent(
  'a fault of ours in an activity is tried again until it is mended',
  async () => {
    const cluster = new FakeCluster(quick);
    let isFaulty = true;
    cluster.on('admit', () => {
      if (isFaulty) throw new TypeError('x is not a function');
      return { kind: 'done' };
    });
    const attempt = await stand.release(cluster);
    await eventually('trouble', async () => (await attempt.state()).trouble !== undefined, 500);
    expect((await attempt.state()).trouble?.what).toContain('x is not a function');
    isFaulty = false;
    expect(await attempt.ended()).toEqual({ kind: 'released' });
  },
  testMs,
);
