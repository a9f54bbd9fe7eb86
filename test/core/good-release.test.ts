import { expect, test } from '@jest/globals';
import type { Sluice } from '../../client/sluice.js';
import { onStage } from '../cluster/release/on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from '../cluster/release/releasing.js';
import { canary, judged } from '../cluster/release/spec-text.js';
import { withWorker } from '../cluster/release/with-worker.js';
import { patience, testMs } from './patience.js';

let sluice: Sluice;
withWorker(19_510, (own) => (sluice = own));

const load = { get: '/reviews/7', requests: 100, concurrency: 5, failed: '<= 0%' };
const requests = [{ get: '/reviews/7', expect: { status: 200, json: { '$.reviews[0].rating.stars': 5 } } }];

test(
  'a good release goes to 100 %: users never notice, and v1 is gone after',
  () =>
    onStage('core-good', async (stage) => {
      const verify = { from: { pod: 'app=sleep' }, requests, load };
      const changes = { ...judged, canary: canary({}, `${patience}s`), verify };
      const end = await (await Releasing.begin(sluice, stage, changes)).end(patience);
      expectUnnoticed(end);
      expect(Object.keys(end.users.byVersion).toSorted()).toEqual(['v1', 'v2']);
      expect(end.state.highestWeight).toBe(100);
      const weights = end.state.journal.map(({ weight }) => weight);
      expect([...new Set(weights)]).toEqual([0, 20, 60, 100]);
      const raised = end.state.journal.filter(({ what }) => what.startsWith('go on: good enough'));
      expect([...new Set(raised.map(({ weight }) => weight))]).toEqual([20, 60, 100]);
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.weights()).toEqual({ v2: 100 });
    }),
  testMs,
);
