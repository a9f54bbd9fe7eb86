import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { oneRequest } from './spec-text.js';
import type { Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_519, (own) => (sluice = own));

/** In the mesh, for who calls the Service. */
const httpRoute: Written = {
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'reviews' } },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }],
    rules: [{ backendRefs: [{ name: 'reviews', port: 9080 }] }],
  },
};

const ways = {
  istio: { istio: { virtualService: 'reviews', route: 'primary' } },
  gateway: { gatewayApi: { httpRoute: 'reviews' } },
  replicas: { replicas: { round: 'up' } },
};

test('a service goes from one adapter to the other between its releases, and users never notice', async () => {
  await onStage('switching', async (stage) => {
    const released = async (version: string, traffic: object, image = version) => {
      const canary = { version, image: `docker.io/sluice/reviews:${image}`, ready: '10m' };
      const steps = [{ weight: 50, hold: '5s' }];
      const changes = { canary, traffic, steps, verify: oneRequest, bake: '0s' };
      const end = await (await Releasing.begin(sluice, stage, changes)).end();
      expectUnnoticed(end);
      expect(await versionsOn(stage)).toEqual([`reviews-${version}`]);
    };
    await released('v2', ways.istio);

    await stage.apply(httpRoute);
    await stage.in(['delete', 'virtualservice/reviews', 'destinationrule/reviews']);
    await released('v3', ways.gateway);

    await stage.in(['delete', 'httproute/reviews']);
    await released('v4', ways.replicas, 'v1');

    await stage.apply(httpRoute);
    await released('v5', ways.gateway, 'v2');
  });
});
