import { expect, test } from '@jest/globals';
import type { Sluice } from '../../client/sluice.js';
import { AuditLog } from '../cluster/release/audit.js';
import { onStage } from '../cluster/release/on-stage.js';
import { Releasing, versionsOn } from '../cluster/release/releasing.js';
import { canary } from '../cluster/release/spec-text.js';
import { withWorker } from '../cluster/release/with-worker.js';
import { patience, testMs } from './patience.js';

let sluice: Sluice;
withWorker(19_510, (own) => (sluice = own));

const requests = [{ get: '/reviews/7', expect: { json: { '$.reviews[0].rating.stars': 5 } } }];

test(
  'a version that answers wrongly is found while it is dark: the weight never leaves 0, and no user meets it',
  () =>
    onStage('core-wrong', async (stage) => {
      const audit = await AuditLog.fromNow(stage.namespace);
      const release = await Releasing.begin(sluice, stage, {
        canary: canary({ WRONG_ANSWER: 'true' }, `${patience}s`),
        verify: { from: { pod: 'app=sleep' }, requests },
      });
      const { outcome, state, users } = await release.end(patience);
      expect(outcome).toEqual({
        kind: 'rolled-back',
        why: expect.stringMatching(/^verify: .*\$\.reviews\[0\]\.rating\.stars/),
      });
      expect(state.highestWeight).toBe(0);
      expect((await audit.weights()).filter((weight) => weight !== 0)).toEqual([]);
      expect(users).toMatchObject({ byStatus: { 200: users.requests }, byVersion: { v1: users.requests } });
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      expect(await stage.weights()).toEqual({ v1: 100 });
    }),
  testMs,
);
