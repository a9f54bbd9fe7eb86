import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing } from './releasing.js';
import { quick } from './spec-text.js';
import type { Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_552, (own) => (sluice = own));

const chosen = { 'app.kubernetes.io/name': 'reviews', 'app.kubernetes.io/instance': 'shop' };
const ofVersion = (version: string) => ({ ...chosen, 'app.kubernetes.io/version': version });

/** As charts make them: no pod has a label `app` or `version`, and no rule tells versions apart. */
function asByCharts(object: Written): Written | undefined {
  const { kind, metadata, spec } = object;
  if (kind === 'DestinationRule') return undefined;
  if (kind === 'VirtualService') {
    const http = [{ name: 'primary', route: [{ destination: { host: 'reviews' } }] }];
    return { ...object, spec: { hosts: ['reviews'], http } };
  }
  if (`${kind}/${metadata.name}` === 'Service/reviews') return { ...object, spec: { ...spec, selector: chosen } };
  if (metadata.name !== 'reviews-v1') return object;
  const template = { ...spec.template, metadata: { ...spec.template.metadata, labels: ofVersion('v1') } };
  return { ...object, spec: { ...spec, selector: { matchLabels: chosen }, template } };
}

test.concurrent(
  'versions that say themselves by the labels that Kubernetes recommends are told apart and counted',
  () =>
    onStage(
      'recommended',
      async (stage) => {
        const release = await Releasing.begin(sluice, stage, { ...quick, traffic: { istio: {} } });
        const { plan } = await release.until(({ weight }) => weight === 50);
        expect(plan).toMatchObject({ stable: { version: 'v1' }, canary: { dark: 'label', admission: chosen } });
        const rule = await stage.get('destinationrule/reviews');
        expect(rule?.spec.subsets).toEqual([
          { name: 'v2', labels: { 'app.kubernetes.io/version': 'v2' } },
          { name: 'v1', labels: { 'app.kubernetes.io/version': 'v1' } },
        ]);
        const { state, ...ending } = await release.end();
        expectUnnoticed({ state, ...ending });
        expect(state.journal.map(({ what }) => what)).toContainEqual(
          expect.stringMatching(/ % measured, 50 % asked, /),
        );
        const [pod] = await stage.list('Pod', 'app.kubernetes.io/version=v2');
        expect(pod?.metadata['labels']).toMatchObject(chosen);
      },
      { change: asByCharts },
    ),
  withOthersMs,
);
