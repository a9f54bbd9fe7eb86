import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LiveState, Sluice } from '../../../client/sluice.js';
import { AuditLog, showWrite } from './audit.js';
import { Crew } from './crew.js';
import { onStage } from './on-stage.js';
import { OwnTemporal } from '../../../playground/temporal/own-temporal.js';
import { Releasing } from './releasing.js';
import '../patience.js';

let temporal: OwnTemporal;
let crew: Crew;
let sluice: Sluice;
beforeAll(async () => {
  temporal = await OwnTemporal.start();
  const namespace = 'default';
  const env = { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: namespace };
  [crew, sluice] = await Promise.all([
    Crew.open(1, [19_529], env),
    Sluice.connect({ address: temporal.address, namespace, cluster: 'outages' }),
  ]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), crew.close()]);
  await temporal.kill();
});

const minutes = 30 * 60_000;
const go = { by: 'test', reason: 'go on' };
const isWatched = ({ running }: LiveState) => running?.kind === 'act' && running.act.kind === 'watch';
const decisions = ({ journal }: LiveState) => journal.map(({ what }) => what);

test(
  'Temporal killed in the middle of a hold and of a shift: nothing is lost, nothing is done twice, users notice nothing',
  () =>
    onStage('f-temporal', async (stage) => {
      const audit = await AuditLog.fromNow(stage.namespace);
      const steps = [20, 60].map((weight) => ({ weight, hold: '1h' }));
      const release = await Releasing.begin(sluice, stage, { verify: undefined, steps, bake: '0s' });
      await release.until((state) => state.weight === 20 && isWatched(state));
      await temporal.kill();
      await temporal.startAgain();
      await release.until((state) => state.weight === 20 && isWatched(state));

      const shifting = crew.caught({ method: 'PATCH', path: '/virtualservices/reviews', at: 'answer' });
      await release.handle.skip(go);
      const { held } = await shifting;
      await temporal.kill();
      await held.goOn();
      await temporal.startAgain();
      const up = Date.now();
      await release.until(({ weight }) => weight === 60);
      console.log(`Temporal was killed in a shift; ${Date.now() - up} ms after it was there again the release went on`);
      await release.until(isWatched);
      await release.handle.skip(go);
      const { outcome, users } = await release.end();
      expect(outcome).toEqual({ kind: 'released' });
      expect(users).toMatchObject({ failed: 0 });
      expect((await audit.writes()).map(showWrite)).toEqual([
        'create deployments/reviews-v2',
        ...['patch destinationrules/reviews', 'patch virtualservices/reviews 0 %'],
        'patch deployments/reviews-v2',
        ...[20, 60, 100].map((weight) => `patch virtualservices/reviews ${weight} %`),
        'delete deployments/reviews-v1',
        ...['patch virtualservices/reviews 100 % ended', 'patch destinationrules/reviews ended'],
      ]);
    }),
  minutes,
);

test(
  "Prometheus' pod deleted in the middle of a hold: no evidence while it is away, no rollback, and the release goes on after",
  () =>
    onStage('f-prometheus', async (stage) => {
      const steps = [{ weight: 50, hold: '12s' }];
      const release = await Releasing.begin(sluice, stage, { verify: undefined, steps, bake: '0s' });
      await release.until(({ weight, report }) => weight === 50 && report?.verdict === 'pass');
      const at = Date.now();
      await stage.kubectl([
        'delete',
        'pod',
        '-n',
        'monitoring',
        '-l',
        'app.kubernetes.io/name=prometheus',
        '--wait=false',
      ]);
      const away = await release.until(({ report }) => report?.verdict === 'inconclusive');
      expect(away.report?.reason).toContain('Prometheus');
      const { outcome, state, users } = await release.end();
      expect(outcome).toEqual({ kind: 'released' });
      const back = state.journal.find((entry) => entry.at > (away.report?.at ?? 0) && entry.what.startsWith('pass'));
      console.log(
        `Prometheus was away: no evidence for ${((back?.at ?? Number.NaN) - at) / 1000} s\n${decisions(state).join('\n')}`,
      );
      expect(users).toMatchObject({ failed: 0 });
    }),
  minutes,
);
