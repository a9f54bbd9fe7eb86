import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import { written } from './objects.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { byPorts, during, expectShare, failures, gatewayFor, meshAndEdge } from './shares.js';
import { oneRequest, quick, specText } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_532, (own) => (sluice = own));

const to = (more: object) => ({ destination: { host: 'reviews', ...more } });
const slowly = { timeout: '30s' }; // longer than users wait, on a machine that is busy
const serviceWith = (name: string, selector: object): Written => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
  spec: { selector, ports: [{ name: 'http', port: 9080 }] },
});
/** The VirtualService with this instead, and no DestinationRule but those of the test's own. */
const routed =
  (spec: object) =>
  (object: Written): Written | undefined => {
    if (object.kind === 'DestinationRule') return undefined;
    return object.kind === 'VirtualService' ? { ...object, spec } : object;
  };
const isAt = (weight: number) => (state: LiveState) => state.weight === weight && state.report?.share.reached === 'yes';
const goOn = { by: 'test', reason: 'seen enough' };

const host = 'cases.release.example';
test.concurrent(
  'a route for the edge and one for the mesh: the named one alone rises, and the share is told of each source',
  () =>
    onStage(
      'case-both',
      async (stage) => {
        const istio = { virtualService: 'reviews', route: 'main' };
        const steps = [20, 60].map((weight) => ({ weight, hold: '10m' }));
        const asItWas = await failures(stage);
        const changes = { ...quick, traffic: { istio }, steps, decommission: 'leave' };
        const release = await Releasing.begin(sluice, stage, changes);
        for (const { weight } of steps) {
          const { report } = await release.until(isAt(weight));
          const sources = report?.share.sources?.map(({ name }) => name).toSorted();
          expect(sources).toEqual(['istio-ingressgateway', 'sleep']);
          for (const got of await during(stage, 6000)) expectShare(got, got.name === 'edge' ? weight : 0);
          await release.handle.skip(goOn);
        }
        expect((await release.end()).outcome).toEqual({ kind: 'released' });
        for (const got of await during(stage, 4000)) expectShare(got, got.name === 'edge' ? 100 : 0);
        expect(await failures(stage)).toEqual(asItWas);
      },
      {
        streams: meshAndEdge(host),
        more: [gatewayFor(host)],
        change: routed({
          ...{ hosts: [host, 'reviews'], gateways: ['edge', 'mesh'] },
          http: [
            { name: 'inside', match: [{ gateways: ['mesh'] }], route: [to({ subset: 'v1' })], ...slowly },
            { name: 'main', match: [{ gateways: ['edge'] }], route: [to({ subset: 'v1' })], ...slowly },
          ],
        }),
        spread: (object) => (object.kind === 'VirtualService' ? [object, ruleFor(object)] : [fromOutside(object)]),
      },
    ),
  withOthersMs,
);

/** Those at the edge are no clients in the mesh, whose proxies would take the route for these. */
function fromOutside(object: Written): Written {
  if (object.metadata.name !== 'sleep') return object;
  const { template } = object.spec;
  const annotations = { ...template.metadata.annotations, 'traffic.sidecar.istio.io/excludeOutboundPorts': '80' };
  return {
    ...object,
    spec: { ...object.spec, template: { ...template, metadata: { ...template.metadata, annotations } } },
  };
}

/** The subset that the route names already. */
function ruleFor({ metadata: { namespace } }: Written, name = 'reviews', more: object = {}): Written {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  const subsets = [{ name: 'v1', labels: { version: 'v1' } }];
  return {
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata },
    spec: { host: 'reviews', subsets, ...more },
  };
}

test.concurrent(
  'a Service with two ports, and a destination with one: who calls the other gets the same share',
  () =>
    onStage(
      'case-ports',
      async (stage) => {
        const asItWas = await failures(stage);
        const release = await Releasing.begin(sluice, stage, {
          ...{ ...quick, traffic: { istio: {} }, steps: [{ weight: 30, hold: '10m' }] },
        });
        const { plan } = await release.until(isAt(30));
        expect(plan?.notes).toContainEqual(
          expect.stringMatching(/requests to 9081 of Service reviews land there, too/),
        );
        for (const got of await during(stage, 6000)) expectShare(got, 30);
        await release.handle.skip(goOn);
        expectUnnoticed(await release.end());
        expect(await failures(stage)).toEqual(asItWas);
      },
      {
        streams: byPorts(9080, 9081),
        change: routed({ hosts: ['reviews'], http: [{ route: [to({ port: { number: 9080 } })], ...slowly }] }),
        spread: (object) => {
          if (object.kind !== 'Service' || object.metadata.name !== 'reviews') return [object];
          const [http] = object.spec.ports;
          const other = { name: 'http-other', port: 9081, targetPort: 9080 };
          return [{ ...object, spec: { ...object.spec, ports: [{ ...http, targetPort: 9080 }, other] } }];
        },
      },
    ),
  withOthersMs,
);

test.concurrent(
  'split by hosts, each with the pods of one version: taken back from the middle, and released, unnoticed',
  () =>
    onStage(
      'case-hosts',
      async (stage) => {
        const before = await written(stage, 'virtualservice/reviews');
        const istio = { canaryHost: 'reviews-canary' };
        const changes = { ...quick, traffic: { istio }, steps: [{ weight: 50, hold: '10m' }] };
        const taken = await Releasing.begin(sluice, stage, changes);
        await taken.until(isAt(50));
        for (const got of await during(stage, 4000)) expectShare(got, 50);
        await taken.handle.abort({ by: 'test', reason: 'the last moment of what leaves' });
        expect((await taken.end()).outcome).toMatchObject({ kind: 'aborted' });
        await sleep(2000); // users go on
        const users = await taken.users();
        expect(users.byStatus).toEqual({ 200: users.requests });
        expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);

        const good = await Releasing.begin(sluice, stage, { ...changes, steps: [{ weight: 50, hold: '5s' }] });
        expectUnnoticed(await good.end());
        expect(await stage.weights()).toEqual({ 'reviews-stable': 0, 'reviews-canary': 100 });
      },
      {
        more: [
          serviceWith('reviews-stable', { app: 'reviews', version: 'v1' }),
          serviceWith('reviews-canary', { app: 'reviews', version: 'v2' }),
        ],
        change: routed({
          hosts: ['reviews'],
          http: [
            {
              route: [
                { destination: { host: 'reviews-stable' }, weight: 100 },
                { destination: { host: 'reviews-canary' }, weight: 0 },
              ],
              ...slowly,
            },
          ],
        }),
      },
    ),
  withOthersMs,
);

/** Statuses that a client of another namespace got, ten a second. */
async function fromElsewhere(stage: Stage, requests: number): Promise<string[]> {
  const url = `http://reviews.${stage.namespace}:9080/reviews/7?[1-${requests}]`;
  const curl = ['curl', '-s', '--rate', '10/s', '-o', '/dev/null', '-w', '%{http_code}\n', url];
  const text = await stage.kubectl(['-n', 'bookinfo', 'exec', 'deploy/sleep', '-c', 'sleep', '--', ...curl]);
  return text.split('\n').filter((line) => line !== '');
}

test.concurrent(
  'a route that every namespace obeys: refused while the rule is hidden from them, and none gets an error by the rule of ours',
  () =>
    onStage(
      'case-exported',
      async (stage) => {
        const changes = { ...quick, traffic: { istio: {} } };
        await expect(
          sluice.start(specText(stage.namespace, changes), { by: 'test' }).then((handle) => handle.result()),
        ).resolves.toMatchObject({ kind: 'refused', problems: [expect.stringMatching(/exportTo/)] });
        await stage.in(['delete', 'destinationrule', 'reviews']);
        const clients = fromElsewhere(stage, 600);
        const release = await Releasing.begin(sluice, stage, changes);
        expectUnnoticed(await release.end());
        expect(new Set(await clients)).toEqual(new Set(['200']));
      },
      {
        change: routed({ hosts: ['reviews'], http: [{ route: [to({})], ...slowly }] }),
        spread: (object) =>
          object.kind === 'VirtualService' ? [object, ruleFor(object, 'reviews', { exportTo: ['.'] })] : [object],
      },
    ),
  withOthersMs,
);

test.concurrent(
  'two DestinationRules for one host act as one: the subset goes where stable has its own',
  () =>
    onStage(
      'case-rules',
      async (stage) => {
        const more = await written(stage, 'destinationrule/b-more');
        const release = await Releasing.begin(sluice, stage, {
          ...{ verify: oneRequest, traffic: { istio: {} }, steps: [{ weight: 40, hold: '10m' }], bake: '0s' },
        });
        await release.until(isAt(40));
        for (const got of await during(stage, 6000)) expectShare(got, 40);
        expect(await written(stage, 'destinationrule/b-more')).toEqual(more);
        await release.handle.skip(goOn);
        expectUnnoticed(await release.end());
      },
      {
        change: routed({ hosts: ['reviews'], http: [{ route: [to({ subset: 'v1' })], ...slowly }] }),
        spread: (object) => {
          if (object.kind !== 'VirtualService') return [object];
          const limits = { trafficPolicy: { connectionPool: { tcp: { maxConnections: 70 } } } };
          const beta = { host: `reviews.${object.metadata.namespace}.svc.cluster.local` };
          const subsets = [{ name: 'beta', labels: { version: 'beta' } }];
          return [object, ruleFor(object, 'a-policy', limits), ruleFor(object, 'b-more', { ...beta, subsets })];
        },
      },
    ),
  withOthersMs,
);
