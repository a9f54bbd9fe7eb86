import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { phaseOf } from '../../domain/release-state.js';
import { startDevServer } from './dev-server.js';
import { eventually } from './eventually.js';
import { FakeCluster } from './fake-cluster.js';
import { Lock } from './lock.js';
import { Stand } from './stand.js';

const asksEveryMs = 300;

let stand: Stand;

beforeAll(async () => {
  stand = await Stand.start(startDevServer);
});
afterAll(() => stand.end());

/** A service with a release that waits at a gate in the dark, and one that waits for its turn and has asked a few times. */
async function queued() {
  const cluster = new FakeCluster({ steps: [{ kind: 'approval', gate: 'launch' }], bakeMs: 0 });
  const lock = new Lock(stand, cluster, { asksEveryMs });
  const first = await lock.start();
  await first.asks();
  const second = await lock.start('v3', { ifBusy: 'queue' });
  await eventually('it asks', async () => (await second.events('signalExternalWorkflowExecutionInitiated')) >= 3);
  expect(phaseOf(await second.state())).toBe('queued');
  return { lock, first, second };
}

test('a release that waits for a service that was ended by force ends, and touches nothing; the one that runs goes on', async () => {
  const { lock, first, second } = await queued();
  await lock.handle.terminate();
  const reason = `${lock.handle.workflowId} was ended by force, and the queue with it; release it again`;
  expect(await second.handle.result()).toEqual({ kind: 'aborted', by: 'temporal', reason });
  expect(lock.cluster.names.filter((name) => name === 'preflight')).toHaveLength(1);
  expect((await first.state()).cause).toBeUndefined();
  await first.order('abort');
  expect(await first.handle.result()).toMatchObject({ kind: 'aborted', by: 'ann' });
});

test('who has asked has its turn as ever, and asks no more', async () => {
  const { lock, first, second } = await queued();
  await first.order('abort');
  await second.asks();
  await lock.handle.terminate();
  await sleep(5 * asksEveryMs);
  expect((await second.state()).question?.gate).toBe('launch');
  await second.order('abort');
  expect(await second.handle.result()).toMatchObject({ kind: 'aborted', by: 'ann' });
});
