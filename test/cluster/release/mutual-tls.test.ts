import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { canary } from './spec-text.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_514, (own) => (sluice = own));

const strict = {
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'default' },
  spec: { mtls: { mode: 'STRICT' } },
};

test('under mutual TLS alone a bad canary is taken back, and a good one is proved in the dark and released', async () => {
  await onStage(
    'e-strict',
    async (stage) => {
      const bad = { canary: canary({ ERROR_RATE: '0.3' }), verify: undefined };
      const taken = await (await Releasing.begin(sluice, stage, bad)).end();
      expect(taken.outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
      expect(taken.state.highestWeight).toBe(20);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);

      const good = await (await Releasing.begin(sluice, stage)).end();
      expectUnnoticed(good);
      expect(good.state.journal.map(({ what }) => what)).toContainEqual(
        expect.stringMatching(/^100 requests: 100 × 200/),
      );
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.weights()).toEqual({ v2: 100 });
    },
    { more: [strict] },
  );
});
