import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { tallying } from '../../../activities/metrics/tallying.js';
import type { Sluice } from '../../../client/sluice.js';
import type { Plan } from '../../../domain/plan.js';
import type { Tally } from '../../../domain/tally.js';
import { presentPorts } from '../../../playground/present-ports.js';
import { onStage } from './on-stage.js';
import { Releasing } from './releasing.js';
import type { Stage, Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_547, (own) => (sluice = own));

const metrics = prometheus(`http://127.0.0.1:${presentPorts().prometheus}`, 20_000);
const { signal } = new AbortController();
/** Until all that was sent is answered, and scraped, latencies (which Envoy adds up every five seconds) included. */
const quietMs = 15_000;

/** Has the users' own counts begin anew, or their requests come so often. */
async function users(stage: Stage, method: string, path: string, body = '{}'): Promise<void> {
  const curl = ['curl', '-sf', '-X', method, '-d', body, `http://127.0.0.1:9100${path}`];
  await stage.in(['exec', 'deploy/sleep', '-c', 'sleep', '--', ...curl]);
}

/** Stable can spare a pod. Each request is mirrored to v1, too: what a proxy mirrors is nobody's answer, and no share's. */
function mirrored(object: Written): Written {
  if (object.kind === 'Deployment' && object.metadata.name === 'reviews-v1') object.spec.replicas = 2;
  if (object.kind === 'VirtualService')
    for (const route of object.spec.http) route.mirror = { host: 'reviews', subset: 'v1' };
  return object;
}

/** Looks each second, as a watch does, until `isOver`; another worker goes on from the tally every ten seconds. */
async function counted(plan: Plan, from: number, isOver: () => boolean) {
  let before: Tally | undefined;
  for (;;) {
    const counting = tallying(metrics, plan, { from, weight: 20, next: 60, before });
    for (let look = 0; look < 10; look += 1) {
      const wasOver = isOver();
      const now = await counting.now(new Date(), signal);
      if (wasOver) return now;
      await sleep(1000);
    }
    before = JSON.parse(JSON.stringify(counting.tally())) as Tally;
  }
}

test('what is counted of a release is what its users count, request for request, with a restart of a pod in it', async () => {
  await onStage(
    'counted',
    async (stage) => {
      const [before] = await stage.pods('app=reviews');
      await users(stage, 'PUT', '/streams/reviews', '{"ratePerSecond":0}');
      const canary = { version: 'v2', image: 'docker.io/sluice/reviews:v2', env: { ERROR_RATE: '0.01' } };
      const steps = [{ weight: 20, hold: '15s' }, { weight: 60, hold: '15s' }]; // prettier-ignore
      const begun = await Releasing.begin(sluice, stage, { canary, verify: undefined, steps, bake: '0s' });
      const { plan } = await begun.until((state) => state.plan !== undefined);
      if (!plan) throw new Error('unreachable');
      await sleep(quietMs);
      await users(stage, 'POST', '/counts/reset');
      const from = Date.now();
      await sleep(quietMs);

      await users(stage, 'PUT', '/streams/reviews', '{"ratePerSecond":40}');
      let isOver = false;
      const looks = counted(plan, from, () => isOver);
      await begun.until(({ weight }) => weight === 20);
      await stage.in(['delete', 'pod', before ?? '', '--wait=false']);
      expect((await begun.end()).outcome).toEqual({ kind: 'released' });
      await users(stage, 'PUT', '/streams/reviews', '{"ratePerSecond":0}');
      await sleep(quietMs);
      isOver = true;

      const { measured, judge } = await looks;
      const { requests, byVersion, byStatus } = await stage.users();
      console.log(`users count ${requests}: ${JSON.stringify({ byVersion, byStatus })}`);
      const answered = (byVersion['v1'] ?? 0) + (byVersion['v2'] ?? 0); // nobody's answers belong to neither
      expect(byVersion['v2']).toBeGreaterThan(100);
      expect(measured.whole['sleep']).toEqual({ canary: byVersion['v2'], total: answered });
      expect(judge.release.canary.requests).toBe(byVersion['v2']);
      expect(await tallying(metrics, plan, { from, weight: 20, next: 60 }).now(new Date(), signal)).toMatchObject({
        measured,
        judge,
      });
    },
    { change: mirrored },
  );
});
