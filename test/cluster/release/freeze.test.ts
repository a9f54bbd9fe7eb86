import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage } from './on-stage.js';
import { expectUnnoticed, Releasing } from './releasing.js';
import { quick } from './spec-text.js';
import type { Stage } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_516, (own) => (sluice = own));

const minutes = 30 * 60_000;
const freeze = [{ configMap: 'freeze' }];
const keep = (stage: Stage, windows: unknown[]) =>
  stage.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'freeze' },
    data: { freeze: JSON.stringify(windows) },
  });
/** A window from yesterday to that moment, to the minute. */
const windowTo = (at: number) => {
  const [from, to] = [Date.now() - 86_400_000, at].map((each) => new Date(each).toISOString().slice(0, 16));
  return { from, to, zone: 'UTC', reason: 'sales' };
};

test.concurrent(
  'a release that is begun in a freeze gets all ready, and its first users come when it is over',
  () =>
    onStage('e-frozen', async (stage) => {
      const over = Math.ceil((Date.now() + 200_000) / 60_000) * 60_000; // ten times what it takes to get all ready
      await keep(stage, [windowTo(over)]);
      const releasing = await Releasing.begin(sluice, stage, { ...quick, freeze });
      const state = await releasing.until(({ frozen }) => frozen !== undefined);
      expect(state.frozen).toMatchObject({ until: over, why: 'sales' });
      expect(await stage.weights()).toMatchObject({ v1: 100 });
      const end = await releasing.end();
      expectUnnoticed(end);
      const risen = end.state.journal.find(({ weight }) => weight > 0);
      expect(risen?.at).toBeGreaterThanOrEqual(over);
      console.log(`the first users came ${(risen?.at ?? Number.NaN) - over} ms after the end of the freeze`);
    }),
  minutes,
);

test.concurrent(
  'a freeze that is written down while a release runs holds it back; an override and an abort do not wait for it',
  () =>
    onStage('e-froze', async (stage) => {
      await keep(stage, []);
      const steps = [20, 40, 60].map((weight) => ({ weight, hold: '5s' }));
      const releasing = await Releasing.begin(sluice, stage, { ...quick, steps, freeze });
      await releasing.until(({ weight }) => weight === 20);
      await keep(stage, [windowTo(Date.now() + 86_400_000)]);
      await releasing.until(({ frozen }) => frozen !== undefined);
      expect(await stage.weights()).toEqual({ v1: 80, v2: 20 });
      await releasing.handle.skip({ by: 'ann', reason: 'urgent', override: true });
      await releasing.until(({ weight, frozen }) => weight === 40 && frozen !== undefined);
      expect(await stage.weights()).toEqual({ v1: 60, v2: 40 });
      await releasing.handle.abort({ by: 'ann', reason: 'enough' });
      const { outcome, users } = await releasing.end();
      expect(outcome).toEqual({ kind: 'aborted', by: 'ann', reason: 'enough' });
      expect(users.byStatus).toEqual({ 200: users.requests });
      expect(await stage.weights()).toEqual({ v1: 100 });
    }),
  minutes,
);
