import { expect, test } from '@jest/globals';
import { Refused, type Sluice } from '../../client/sluice.js';
import { footprint } from '../cluster/release/objects.js';
import { onStage } from '../cluster/release/on-stage.js';
import { specText } from '../cluster/release/spec-text.js';
import { withWorker } from '../cluster/release/with-worker.js';
import { testMs } from './patience.js';

let sluice: Sluice;
withWorker(19_510, (own) => (sluice = own));

test(
  'a spec with mistakes, and one of what is not there, are refused with all that is wrong, and nothing is touched',
  () =>
    onStage(
      'core-refused',
      async (stage) => {
        const before = await footprint(stage);
        const badly = specText(stage.namespace, { steps: [{ weight: 60 }, { weight: 20 }], chekcs: [] });
        const mistakes = await sluice.start(badly, { by: 'test' }).catch((refused: unknown) => refused);
        expect(mistakes).toBeInstanceOf(Refused);
        expect((mistakes as Refused).problems).toEqual(
          expect.arrayContaining([
            expect.stringMatching(/chekcs.*did you mean checks/),
            expect.stringMatching(/line \d+.*weight/),
          ]),
        );
        const istio = { virtualService: 'review', route: 'primary' };
        const elsewhere = specText(stage.namespace, { traffic: { istio } }, 'revews');
        const outcome = await (await sluice.start(elsewhere, { by: 'test' })).result();
        expect(outcome).toMatchObject({
          kind: 'refused',
          problems: expect.arrayContaining([
            expect.stringMatching(/^There is no Service .*revews; did you mean reviews\?/),
            expect.stringMatching(/^There is no VirtualService .*review; did you mean reviews\?/),
          ]),
        });
        expect(await footprint(stage)).toEqual(before);
      },
      { ratePerSecond: 0 },
    ),
  testMs,
);
