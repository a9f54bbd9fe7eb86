import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LiveState, Sluice } from '../../client/sluice.js';
import { AuditLog, showWrite } from '../cluster/release/audit.js';
import { Crew } from '../cluster/release/crew.js';
import { written } from '../cluster/release/objects.js';
import { onStage } from '../cluster/release/on-stage.js';
import { connectSluice, Releasing, versionsOn } from '../cluster/release/releasing.js';
import { canary } from '../cluster/release/spec-text.js';
import { patience, testMs } from './patience.js';

let crew: Crew;
let sluice: Sluice;
beforeAll(async () => {
  [crew, sluice] = await Promise.all([Crew.open(1, [19_510]), connectSluice()]);
}, testMs);
afterAll(async () => {
  await Promise.all([crew.close(), sluice.close()]);
}, testMs);

const order = { by: 'ann', reason: 'enough seen' };
const holdsAt20 = ({ weight, running }: LiveState): boolean =>
  weight === 20 && running?.kind === 'act' && running.act.kind === 'watch';

test(
  'an abort overtakes a route write that hangs on its way, and the write changes nothing when it comes',
  () =>
    onStage('core-abort', async (stage) => {
      const before = await written(stage, 'virtualservice/reviews');
      const audit = await AuditLog.fromNow(stage.namespace);
      const release = await Releasing.begin(sluice, stage, {
        canary: canary({}, `${patience}s`),
        verify: undefined,
        steps: [20, 60].map((weight) => ({ weight, hold: '1h' })),
      });
      await release.until(holdsAt20, patience);
      const hanging = crew.caught({ method: 'PATCH', path: '/virtualservices/reviews', at: 'request' });
      await release.handle.skip({ by: 'test', reason: 'go on' });
      const { held } = await hanging;
      await release.handle.abort(order);
      await release.until(({ cause, weight }) => cause !== undefined && weight === 0, patience);
      expect([409, 422]).toContain(await held.goOn());
      const { outcome, users } = await release.end(patience);
      expect(outcome).toEqual({ kind: 'aborted', ...order });
      expect(users).toMatchObject({ failed: 0 });
      const writes = (await audit.writes()).filter(({ object }) => object.startsWith('virtual'));
      const shown = writes.map(showWrite).filter((line, index, all) => line !== all[index - 1]);
      expect(shown).toEqual(['0 %', '20 %', '0 %', '0 % ended'].map((what) => `patch virtualservices/reviews ${what}`));
      expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
    }),
  testMs,
);
