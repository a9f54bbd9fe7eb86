import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { AuditLog } from './audit.js';
import { written } from './objects.js';
import { onStage } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { oneRequest } from './spec-text.js';
import type { Stage } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_541, (own) => (sluice = own));

const minutes = 30 * 60_000;
const order = { by: 'ann', reason: 'orders are lost' };
const quick = { verify: oneRequest, steps: [{ weight: 50, hold: '4s' }], bake: '0s' };

async function takenBack(stage: Stage) {
  const audit = await AuditLog.fromNow(stage.namespace);
  const before = await stage.users();
  const at = Date.now();
  const handle = await sluice.rollback(`${stage.namespace}/reviews`, order);
  const outcome = await handle.result();
  const writes = await audit.writes();
  const zero = writes.find(({ object, fence }) => object.startsWith('virtual') && fence?.weight === 0);
  const { failed } = await stage.users();
  return { outcome, writes, failed: failed - before.failed, ms: (zero?.at ?? Number.NaN) - at };
}

test(
  'a release that has ended is taken back: one weight change, what it added is gone, and users notice nothing',
  () =>
    onStage('q-taken-back', async (stage) => {
      const before = await written(stage, 'virtualservice/reviews');
      expectUnnoticed(await (await Releasing.begin(sluice, stage, { ...quick, decommission: 'leave' })).end());
      expect(await stage.weights()).toEqual({ v2: 100 });
      const { outcome, writes, failed, ms } = await takenBack(stage);
      console.log(`taken back after its end: ${ms} ms from the order to weight 0`);
      expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringMatching(/is taken back by ann$/) });
      const routes = writes.filter(({ object }) => object.startsWith('virtual'));
      expect(routes.map(({ fence }) => fence?.weight)).toEqual([0, 0]); // the second ends the fence
      expect(failed).toBe(0);
      expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
    }),
  minutes,
);

test(
  'where the former stable was scaled to 0, its pods are waited for first; the subset that went with the release is made anew',
  () =>
    onStage('q-scaled', async (stage) => {
      // The first release makes v1's subset, and takes it away when it ends.
      await stage.in(['patch', 'virtualservice/reviews', '--type=json', '-p', JSON.stringify(plain)]);
      await stage.in(['delete', 'destinationrule/reviews']);
      const changes = { ...quick, decommission: 'scale', checks: undefined };
      const end = await (await Releasing.begin(sluice, stage, changes)).end();
      expect(end.outcome).toEqual({ kind: 'released' });
      expect(await stage.weights()).toEqual({ v2: 100 });
      const { outcome, failed } = await takenBack(stage);
      expect(outcome).toMatchObject({ kind: 'rolled-back' });
      expect(failed).toBe(0);
      expect(await stage.weights()).toEqual({ reviews: 100 });
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
    }),
  minutes,
);

/** The route sends to the Service, without a subset. */
const plain = [{ op: 'replace', path: '/spec/http/0/route', value: [{ destination: { host: 'reviews' } }] }];

test(
  'once somebody has edited the route since, it is refused, and the edit stands',
  () =>
    onStage('q-moved-on', async (stage) => {
      await (await Releasing.begin(sluice, stage, { ...quick, decommission: 'leave' })).end();
      const value = ['v1', 'v2'].map((subset) => ({ destination: { host: 'reviews', subset }, weight: 50 }));
      await stage.in([
        ...['patch', 'virtualservice/reviews', '--type=json', '-p'],
        JSON.stringify([{ op: 'replace', path: '/spec/http/0/route', value }]),
      ]);
      const { outcome, writes } = await takenBack(stage);
      expect(outcome).toEqual({ kind: 'refused', problems: [expect.stringContaining('edited by kubectl-patch')] });
      expect(writes).toEqual([]);
      expect(await stage.weights()).toEqual({ v1: 50, v2: 50 });
    }),
  minutes,
);
