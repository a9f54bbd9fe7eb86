import { expect, test } from '@jest/globals';
import type { Sluice } from '../../client/sluice.js';
import { onStage } from '../cluster/release/on-stage.js';
import { Releasing, versionsOn } from '../cluster/release/releasing.js';
import { canary, judged } from '../cluster/release/spec-text.js';
import { withWorker } from '../cluster/release/with-worker.js';
import { patience, testMs } from './patience.js';

let sluice: Sluice;
withWorker(19_510, (own) => (sluice = own));

test(
  'a version that fails one request in five is taken back at its first weight, compared with stable',
  () =>
    onStage('core-failing', async (stage) => {
      const changes = {
        ...judged,
        canary: canary({ ERROR_RATE: '0.2' }, `${patience}s`),
        verify: undefined,
        steps: [
          { weight: 20, hold: '10m' },
          { weight: 100, hold: '10m' },
        ],
      };
      const { outcome, state, users } = await (await Releasing.begin(sluice, stage, changes)).end(patience);
      expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringMatching(/^harmful: v2 failed \d+ of/) });
      expect(state.highestWeight).toBe(20);
      expect(users.byVersion['v2']).toBeGreaterThan(0);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      expect(await stage.weights()).toEqual({ v1: 100 });
    }),
  testMs,
);
