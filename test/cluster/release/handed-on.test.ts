import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { tallying } from '../../../activities/metrics/tallying.js';
import { connect } from '../../../client/connect.js';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import { isLimit } from '../../../domain/check.js';
import { isTally, type Tally } from '../../../domain/tally.js';
import { presentPorts } from '../../../playground/present-ports.js';
import { onStage } from './on-stage.js';
import { connectSluice, Releasing } from './releasing.js';
import { canary } from './spec-text.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

let sluice: Sluice;
let client: Client;
let worker: WorkerProcess;
beforeAll(async () => {
  [sluice, client, worker] = await Promise.all([connectSluice(), connect({}), WorkerProcess.start(19_548)]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), client.connection.close(), worker.stop()]);
});

const metrics = prometheus(`http://127.0.0.1:${presentPorts().prometheus}`, 20_000);
const requestsOf = ({ report }: LiveState): number => report?.opinion?.canary.requests ?? 0;

/** What the release's watches have handed on, oldest first. */
async function talliesOf(release: string): Promise<Tally[]> {
  const { events } = await client.workflow.getHandle(release).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskCompletedEventAttributes: completed }) => {
    const [payload] = completed?.result?.payloads ?? [];
    const found: unknown = payload?.data ? JSON.parse(Buffer.from(payload.data).toString()) : {};
    const tally = (found as { tally?: unknown }).tally;
    return isTally(tally) ? [tally] : [];
  });
}

test('a worker is killed in a hold: the next one comes to the numbers that one alone would have had, to the last digit', () =>
  onStage(
    'handed-on',
    async (stage) => {
      const steps = [{ weight: 50, hold: '60s' }];
      const changes = { canary: canary({ ERROR_RATE: '0.01' }), verify: undefined, steps, bake: '0s' };
      const release = await Releasing.begin(sluice, stage, changes);
      const { plan, spec } = await release.until((state) => requestsOf(state) > 100);
      if (!plan || !spec) throw new Error('unreachable');
      await worker.kill();
      await sleep(3000);
      worker = await WorkerProcess.start(19_549);
      const { state } = await release.end();
      expect(state.outcome).toEqual({ kind: 'released' });

      const tallies = await talliesOf(release.handle.id);
      const last = tallies.findLast(({ judge }) => judge.weight === 50);
      if (!last) throw new Error('no watch has handed anything on');
      expect(last.judge.release.canary.requests).toBeGreaterThan(300);
      const from = last.measured.from;
      const limits = spec.checks.filter(isLimit);
      const alone = tallying(metrics, plan, { from, weight: 50, next: 100, limits });

      await alone.now(new Date((last.upTo + 15) * 1000), AbortSignal.timeout(60_000));
      expect(alone.tally()).toEqual(last);
    },
    { ratePerSecond: 30 },
  ));
