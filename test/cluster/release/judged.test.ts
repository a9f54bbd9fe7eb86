import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import type { Written } from './stage.js';
import { canary, judged, oneRequest } from './spec-text.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_510, (own) => (sluice = own));

const hold = { steps: [{ weight: 20, hold: '20m' }], bake: '0s' };
const slow = { judge: { latency: { 'ignore-faster-than': '250ms' } }, checks: undefined };

test(
  'a canary that fails one request in a hundred is taken back, on the numbers of both',
  () =>
    onStage(
      'j-errors',
      async (stage) => {
        const changes = { ...judged, ...hold, canary: canary({ ERROR_RATE: '0.01' }), verify: oneRequest };
        const { outcome, state } = await (await Releasing.begin(sluice, stage, changes)).end();
        const why = expect.stringMatching(
          /^harmful: v2 failed \d+ of [\d,]+ requests \([\d.]+ %\), v1 0 of [\d,]+ requests \(0.00 %\) in the same .*: at least [\d.]+ times as often \(95 %\)\. Two alike versions would look so uneven in fewer than 1 of 1,000 releases$/,
        );
        expect(outcome).toEqual({ kind: 'rolled-back', why });
        const { canary: seen, evidence } = state.report?.opinion ?? {};
        expect(evidence).toBeGreaterThanOrEqual(1000);
        expect(seen?.failed).toBeLessThanOrEqual(20);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      },
      { ratePerSecond: 60 },
    ),
  withOthersMs,
);

test(
  'a canary with a slow tail is taken back, though all its answers are right',
  () =>
    onStage(
      'j-tail',
      async (stage) => {
        const env = { LATENCY_MS: '1500', LATENCY_RATE: '0.05' };
        const changes = { ...slow, ...hold, canary: canary(env), verify: oneRequest };
        const { outcome, users } = await (await Releasing.begin(sluice, stage, changes)).end();
        const why = expect.stringMatching(
          /^harmful: [\d.]+ % of v2's requests took over (250|500|1000) ms, [\d.]+ % of v1's; v2's mean is/,
        );
        expect(outcome).toEqual({ kind: 'rolled-back', why });
        expect(users.byStatus).toEqual({ 200: users.requests });
      },
      { ratePerSecond: 40 },
    ),
  withOthersMs,
);

test(
  'without any traffic nothing is known, and a person is asked',
  () =>
    onStage(
      'j-silent',
      async (stage) => {
        const changes = { ...judged, ...hold, steps: [{ weight: 20, hold: '3s' }], verify: oneRequest };
        const asking = { ...changes, inconclusive: { limit: '4s', action: 'ask' } };
        const release = await Releasing.begin(sluice, stage, asking);
        const { question, report } = await release.until((state) => state.question !== undefined);
        expect(question?.text).toMatch(
          /^go on without evidence\? no evidence within 4 s: not yet known: nothing was heard/,
        );
        expect(report?.opinion).toMatchObject({ verdict: 'not yet known', because: 'silence' });
        await release.handle.abort({ by: 'test', reason: 'no users' });
        await release.end();
      },
      { ratePerSecond: 0 },
    ),
  withOthersMs,
);

test(
  'an outage that hits both takes nobody back: the weight waits until stable has recovered, and rises then',
  () =>
    onStage('j-outage', async (stage) => {
      const steps = [{ weight: 20, hold: '5s' }];
      const changes = { ...judged, ...hold, steps, canary: canary(), verify: oneRequest };
      const release = await Releasing.begin(sluice, stage, changes);
      await release.until(({ report }) => (report?.opinion?.canary.requests ?? 0) > 5);
      for (const version of ['v1', 'v2']) await stage.behave(version, { errorRate: 0.4 });
      const { report } = await release.until(({ report: seen }) => seen?.opinion?.because === 'stable fails, too');
      expect(report?.reason).toMatch(/not yet known: v1 fails, too \([\d.]+ %\): waiting until it recovers/);
      for (const version of ['v1', 'v2']) await stage.behave(version, { errorRate: 0 });
      const { outcome } = await release.end();
      expect(outcome).toEqual({ kind: 'released' });
    }),
  withOthersMs,
);

/** Version 1 asks no ratings: here stable is v2, so that both do. */
function asV2({ apiVersion, ...object }: Written): Written {
  const isReviews = object.metadata.name.startsWith('reviews');
  return {
    apiVersion,
    ...(isReviews ? (JSON.parse(JSON.stringify(object).replace(/\bv1\b/g, 'v2')) as object) : object),
  } as Written;
}

test(
  'ratings that are slow and fail hit both versions that ask them alike: nobody is to blame',
  () =>
    onStage(
      'j-ratings',
      async (stage) => {
        const v3 = { version: 'v3', image: 'docker.io/sluice/reviews:v3', ready: '10m' };
        const changes = { ...slow, canary: v3, verify: oneRequest, steps: [{ weight: 50, hold: '5m' }], bake: '0s' };
        const release = await Releasing.begin(sluice, stage, changes);
        const [pod] = await stage.list('Pod', 'app=ratings');
        const behave = (behaviour: object) =>
          stage.in([
            ...['exec', 'deploy/sleep', '-c', 'sleep', '--', 'curl', '-sf', '-X', 'PATCH'],
            ...['-d', JSON.stringify(behaviour), `http://${pod?.status?.podIP}:9100/behaviour`],
          ]);
        await release.until(({ report }) => (report?.opinion?.canary.requests ?? 0) > 200);
        await behave({ errorRate: 0.5, latencyMs: 1200 });
        const during = (await release.handle.state()).report?.opinion?.canary.requests ?? 0;
        await release.until(({ report }) => (report?.opinion?.canary.requests ?? 0) > during + 400);
        await behave({ errorRate: 0, latencyMs: 0 });
        await release.handle.skip({ by: 'test', reason: 'the outage is over' });
        const end = await release.end();
        expectUnnoticed(end);
        const blamed = end.state.journal.filter(({ report }) => report?.opinion?.verdict === 'harmful');
        expect(blamed).toEqual([]);
      },
      {
        ...{ ratePerSecond: 40, hasRatings: true },
        change: asV2,
      },
    ),
  withOthersMs,
);
