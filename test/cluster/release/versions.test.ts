import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { Sluice } from '../../../client/sluice.js';
import { eventually } from '../playground/playground-command.js';
import { written } from './objects.js';
import { onStage } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { quick } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_513, (own) => (sluice = own));

const minutes = 30 * 60_000;

/** The Deployment of v1 as somebody would make it for another version. */
function asVersion(version: string, { spec }: Written): Written {
  const text = JSON.stringify(spec).replaceAll(/:v1"/g, `:${version}"`).replaceAll('"v1"', `"${version}"`);
  const metadata = { name: `reviews-${version}`, labels: { app: 'reviews', version } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: JSON.parse(text) };
}

test.concurrent(
  'a Deployment that runs with `app` already is dark by the route; a rollback leaves it running',
  () =>
    onStage('e-found', async (stage) => {
      await stage.apply(asVersion('v2', await written(stage, 'deployment/reviews-v1')));
      await stage.in(['rollout', 'status', 'deployment/reviews-v2', '--timeout=600s']);
      const changes = { ...quick, canary: { version: 'v2', deployment: 'reviews-v2' } };
      const first = await Releasing.begin(sluice, stage, { ...changes, steps: [{ weight: 50, hold: '1h' }] });
      const { plan } = await first.until(({ weight }) => weight === 50);
      expect(plan?.canary).toMatchObject({ dark: 'route', deployed: 'found', admission: {} });
      expect((await first.users()).byStatus).toEqual({ 200: expect.any(Number) });
      const before = await written(stage, 'deployment/reviews-v2');
      await first.handle.abort({ by: 'test', reason: 'not today' });
      const { outcome } = await first.end();
      expect(outcome).toEqual({ kind: 'aborted', by: 'test', reason: 'not today' });
      expect((await written(stage, 'deployment/reviews-v2')).spec).toEqual(before.spec);
      expect(await versionsOn(stage)).toEqual(['reviews-v1', 'reviews-v2']);
      expect(await stage.weights()).toEqual({ v1: 100 });

      const second = await (await Releasing.begin(sluice, stage, changes)).end();
      expectUnnoticed(second);
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
    }),
  minutes,
);

test.concurrent(
  'a first release: nothing serves yet, and after it the version that was proved in the dark does',
  () => {
    const leftOut: Written[] = [];
    const change = (object: Written): Written | undefined => {
      if (object.metadata.name !== 'reviews-v1') return object;
      leftOut.push(object);
      return undefined;
    };
    const run = async (stage: Stage): Promise<void> => {
      const manifest = stringify(leftOut.map((object) => asVersion('v2', object))[0]);
      const changes = { ...quick, canary: { version: 'v2', manifest }, bake: '5s' };
      const { outcome, state } = await (await Releasing.begin(sluice, stage, changes)).end();
      expect(outcome).toEqual({ kind: 'released' });
      expect(state.plan?.stable).toBeUndefined();
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.weights()).toEqual({ v2: 100 });
      const before = await stage.users();
      const isServed = await eventually(async () => {
        const { byVersion } = await stage.users();
        return (byVersion['v2'] ?? 0) > (before.byVersion['v2'] ?? 0) + 20;
      });
      expect(isServed).toBe(true);
      expect((await stage.users()).failed).toBe(before.failed);
    };
    return onStage('e-first', run, { isServed: false, change });
  },
  minutes,
);
