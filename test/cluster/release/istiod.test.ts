import { afterEach, expect, test } from '@jest/globals';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import { presentCluster } from '../../../playground/present-cluster.js';
import { kubectl } from '../../../playground/cluster/cluster.js';
import { isPlausible } from '../../plausible.js';
import { onStage } from './on-stage.js';
import { expectUnnoticed, Releasing } from './releasing.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
afterEach(() => istiod('started'));
withWorker(19_540, (own) => (sluice = own));

const minutes = 30 * 60_000;
const go = { by: 'test', reason: 'go on' };
const isHeldAt = (weight: number) => (state: LiveState) => state.weight === weight && state.report?.verdict === 'pass';

test(
  'istiod stopped in the middle: the step waits, and says for what and what share users get; an abort takes effect when it can',
  () =>
    onStage('istiod-away', async (stage) => {
      const steps = [20, 60].map((weight) => ({ weight, hold: '1h' }));
      const release = await Releasing.begin(sluice, stage, { verify: undefined, steps });
      await release.until(isHeldAt(20));
      await istiod('stopped');
      await release.handle.skip(go);
      const waiting = await release.until(({ trouble, report }) => trouble !== undefined && isShare(report, 20));
      expect(waiting.trouble?.what).toMatch(/Istio's webhook .* does not answer/);
      expect(waiting).toMatchObject({ weight: 20, highestWeight: 20 });
      expect(await stage.weights()).toMatchObject({ v2: 20 });

      await release.handle.abort({ by: 'test', reason: 'enough' });
      const turned = await release.until(({ cause, trouble }) => cause !== undefined && trouble !== undefined);
      expect(turned.trouble?.what).toMatch(/Istio's webhook .* does not answer/);
      await istiod('started');
      const back = Date.now();
      await release.until(({ weight }) => weight === 0);
      console.log(`the abort took effect ${Date.now() - back} ms after istiod was available again`);
      const { outcome, users } = await release.end();
      expect(outcome).toMatchObject({ kind: 'aborted' });
      expect(await stage.weights()).toEqual({ v1: 100 });
      expect(users.byStatus).toEqual({ 200: users.requests });
    }),
  minutes,
);

test(
  'a weight that is written while no istiod hears of it: the step does not pass before the mesh has it',
  () =>
    onStage('istiod-deaf', async (stage) => {
      const steps = [
        { weight: 20, hold: '1h' },
        { weight: 60, hold: '4s' },
      ];
      const release = await Releasing.begin(sluice, stage, { verify: undefined, steps, bake: '0s' });
      await release.until(isHeldAt(20));
      await istiod('stopped');
      await ignoreWebhooks();
      await release.handle.skip(go);
      await release.until(({ weight, hold }) => weight === 60 && hold?.wantingSince !== undefined);
      const measured = await release.until(({ report }) => isShare(report, 20));
      expect(measured.report?.share).toMatchObject({ asked: 60, reached: 'no' });
      expect(await release.handle.state()).toMatchObject({ weight: 60, highestWeight: 60 });
      await istiod('started');
      expectUnnoticed(await release.end());
    }),
  minutes,
);

/** Whether users were measured, over enough requests, to get this share from the canary: proxies choose for each by chance. */
function isShare(report: LiveState['report'], share: number): boolean {
  const { canary = Number.NaN, total = 0 } = report?.share ?? {};
  return total > 200 && isPlausible(Math.round(canary), Math.round(total), share / 100);
}

const inIstio = async (args: string[]) => kubectl(await presentCluster(), ['-n', 'istio-system', ...args]);

async function istiod(wanted: 'stopped' | 'started'): Promise<void> {
  await inIstio(['scale', 'deployment/istiod', `--replicas=${wanted === 'started' ? 1 : 0}`]);
  if (wanted === 'started') await inIstio(['rollout', 'status', 'deployment/istiod', '--timeout=900s']);
  else await inIstio(['wait', 'pod', '--selector=app=istiod', '--for=delete', '--timeout=900s']);
}

/** Lets the API server take what nobody validates, as Istio does where its webhook is installed with `Ignore`; istiod puts it right. */
async function ignoreWebhooks(): Promise<void> {
  const found = await inIstio(['get', 'validatingwebhookconfigurations', '-o', 'json']);
  const { items } = JSON.parse(found) as { items: { metadata: { name: string }; webhooks: object[] }[] };
  for (const { metadata, webhooks } of items.filter(({ metadata: { name } }) => name.startsWith('istio'))) {
    const patch = webhooks.map((_, index) => ({
      ...{ op: 'replace', path: `/webhooks/${index}/failurePolicy`, value: 'Ignore' },
    }));
    await inIstio([
      'patch',
      'validatingwebhookconfiguration',
      metadata.name,
      '--type=json',
      '-p',
      JSON.stringify(patch),
    ]);
  }
}
