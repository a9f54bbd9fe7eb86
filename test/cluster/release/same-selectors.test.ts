import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { quick } from './spec-text.js';
import type { Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_531, (own) => (sluice = own));

const app = { app: 'reviews' };
/** As tutorials write them: named with the version, selecting by `app` alone, the same in both, and in the Service already. */
function asInTutorials(object: Written): Written[] {
  if (object.kind !== 'Deployment' || object.metadata.name !== 'reviews-v1') return [object];
  const one = structuredClone(object);
  one.spec.selector = { matchLabels: app };
  one.metadata.name = 'reviews-1.0.2';
  const other = JSON.parse(
    JSON.stringify(one)
      .replaceAll('reviews-1.0.2', 'reviews-1.0.3')
      .replaceAll('"v1"', '"v2"')
      .replaceAll(':v1"', ':v2"'),
  ) as Written;
  return [one, other];
}

test.concurrent(
  'two Deployments named with their versions that select by the same label: told apart by owner, released and taken back',
  () =>
    onStage(
      'same-selectors',
      async (stage) => {
        const changes = { ...quick, canary: { version: 'v2', deployment: 'reviews-1.0.3' }, decommission: 'scale' };
        const release = await Releasing.begin(sluice, stage, changes);
        const { plan } = await release.until((state) => state.plan !== undefined);
        expect(plan?.canary).toMatchObject({ deployment: 'reviews-1.0.3', dark: 'route' });
        expectUnnoticed(await release.end());
        const scaled = await stage.get('deployment/reviews-1.0.2');
        expect(scaled?.spec.replicas).toBe(0);
        const { byStatus } = await stage.users();
        const back = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'test', reason: 'orders are lost' });
        expect(await back.result()).toMatchObject({ kind: 'rolled-back' });
        expect(await stage.weights()).toEqual({ v1: 100 });
        expect(await versionsOn(stage)).toEqual(['reviews-1.0.2', 'reviews-1.0.3']);
        const since = await stage.users();
        expect(since.byStatus).toEqual({ ...byStatus, 200: since.byStatus['200'] });
      },
      { spread: asInTutorials },
    ),
  withOthersMs,
);
