import { beforeAll, expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { openEdge } from '../activities/traffic/gateway-world.js';
import { ratingsRoute, ratingsStreams } from '../activities/traffic/ratings-by-grpc.js';
import { written } from './objects.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { canary, oneRequest, quick } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
beforeAll(openEdge);
withWorker(19_518, (own) => (sluice = own));

const host = 'reviews.release.edge.example';
const rule = {
  name: 'primary',
  matches: [{ path: { type: 'PathPrefix', value: '/' } }],
  filters: [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'x-by', value: 'gateway' }] } }],
  backendRefs: [{ group: '', kind: 'Service', name: 'reviews', port: 9080, weight: 1 }],
  timeouts: { request: '30s' }, // longer than users wait, on a machine that is busy
};

const routeFor = (parentRef: Record<string, string>): Written => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'reviews' } },
  spec: { parentRefs: [parentRef], hostnames: [host], rules: [rule] },
});

/** Without Istio's own routes. */
const withoutIstio = (object: Written): Written | undefined =>
  ['VirtualService', 'DestinationRule'].includes(object.kind) ? undefined : object;

/** And with users who come from outside of the mesh, by the gateway. */
const outside = [
  {
    ...{ name: 'reviews', kind: 'http', url: 'http://istio-ingressgateway.istio-system/reviews/7' },
    ...{ headers: { host }, ratePerSecond: 25, timeoutMs: 20_000 },
  },
];
function fromOutside(object: Written): Written | undefined {
  if (object.metadata.name !== 'sleep') return withoutIstio(object);
  const changed = structuredClone(object);
  changed.spec.template.metadata.labels['sidecar.istio.io/inject'] = 'false';
  return changed;
}

const traffic = { gatewayApi: { httpRoute: 'reviews', rule: 'primary' } };

async function backends(stage: Stage): Promise<Record<string, number>> {
  const { spec } = await written(stage, 'httproute/reviews');
  const refs = spec.rules[0].backendRefs as { name: string; weight: number }[];
  return Object.fromEntries(refs.map(({ name, weight }) => [name, weight]));
}

async function services(stage: Stage): Promise<string[]> {
  const names = await stage.in(['get', 'services', '-o', 'jsonpath={.items[*].metadata.name}']);
  return names.split(' ').filter((name) => name.startsWith('reviews'));
}

test.concurrent(
  'through a Gateway: a good release that users never notice, then a bad one that is taken back',
  () =>
    onStage(
      'gw-edge',
      async (stage) => {
        const steps = [
          { weight: 20, hold: '10s' }, // long enough to be looked at
          { weight: 60, hold: '5s' },
        ];
        const changes = { traffic, ways: 'accept', verify: oneRequest, steps };
        const good = await Releasing.begin(sluice, stage, changes);
        await good.until(({ weight }) => weight === 20);
        expect(await backends(stage)).toEqual({ 'reviews-v1': 80, 'reviews-v2': 20 });
        const end = await good.end();
        expectUnnoticed(end);
        expect(end.users.byVersion['v2']).toBeGreaterThan(10);
        expect(end.state.report?.share).toMatchObject({ asked: 100, reached: 'yes' });
        expect(await versionsOn(stage)).toEqual(['reviews-v2']);
        expect(await services(stage)).toEqual(['reviews', 'reviews-v2']);
        const after = await written(stage, 'httproute/reviews');
        const promoted = { ...rule.backendRefs[0], name: 'reviews-v2' };
        expect(after.spec.rules).toEqual([{ ...rule, backendRefs: [promoted] }]);

        const third = { ...canary({ ERROR_RATE: '0.3' }), version: 'v3', image: 'docker.io/sluice/reviews:v3' };
        const bad = { ...changes, canary: third, verify: undefined };
        const { outcome, state } = await (await Releasing.begin(sluice, stage, bad)).end();
        expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
        expect(state.highestWeight).toBe(20);
        expect((await written(stage, 'httproute/reviews')).spec).toEqual(after.spec);
        expect(await services(stage)).toEqual(['reviews', 'reviews-v2']);
      },
      { streams: outside, change: fromOutside, more: [routeFor({ name: 'edge', namespace: 'istio-system' })] },
    ),
  withOthersMs,
);

test.concurrent(
  'in the mesh, from a Service: what can be found wrong is told at once; a canary that fails is taken back, a good one released, and taken back',
  () =>
    onStage(
      'gw-mesh',
      async (stage) => {
        const wrong = { traffic: { gatewayApi: { httpRoute: 'review', rule: 'primary' } } };
        const refused = await (await Releasing.begin(sluice, stage, { ...wrong, decommission: 'scale' })).end();
        const problems = [
          expect.stringMatching(/^There is no HTTPRoute stage-gw-mesh\/review; did you mean reviews\?/),
        ];
        expect(refused.outcome).toMatchObject({ kind: 'refused', problems });

        const before = await written(stage, 'httproute/reviews');
        const bad = { ...quick, traffic, canary: canary({ ERROR_RATE: '0.5' }), verify: undefined };
        const taken = await (await Releasing.begin(sluice, stage, bad)).end();
        expect(taken.outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
        expect((await written(stage, 'httproute/reviews')).spec).toEqual(before.spec);
        expect(await services(stage)).toEqual(['reviews']);

        const good = { ...quick, traffic, decommission: 'scale' };
        expectUnnoticed(await (await Releasing.begin(sluice, stage, good)).end());
        expect(await backends(stage)).toEqual({ 'reviews-v2': 1 });
        expect(await services(stage)).toEqual(['reviews', 'reviews-v2']);

        const { byStatus } = await stage.users();
        const back = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'ann', reason: 'orders are lost' });
        expect(await back.result()).toMatchObject({ kind: 'rolled-back' });
        const since = await stage.users();
        expect(since.byStatus).toEqual({ ...byStatus, 200: since.byStatus['200'] });
        expect((await written(stage, 'httproute/reviews')).spec).toEqual(before.spec);
        expect(await services(stage)).toEqual(['reviews']);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      },
      { change: withoutIstio, more: [routeFor({ group: '', kind: 'Service', name: 'reviews' })] },
    ),
  withOthersMs,
);

test.concurrent(
  'gRPC clients by a GRPCRoute: the share that was measured is the weight, and no call fails',
  () =>
    onStage(
      'gw-grpc',
      async (stage) => {
        const changes = {
          canary: { version: 'v2', image: 'docker.io/sluice/ratings:v1', env: { VERSION: 'v2' }, ready: '10m' },
          traffic: { gatewayApi: { grpcRoute: 'ratings', rule: 'primary' } },
          verify: undefined,
          steps: [{ weight: 40, hold: '10s' }],
          bake: '3s',
        };
        const { outcome, state, users } = await (await Releasing.begin(sluice, stage, changes, 'ratings')).end();
        expect(outcome).toEqual({ kind: 'released' });
        const shares = state.journal.flatMap(({ report, weight }) => (report && weight === 40 ? [report.share] : []));
        expect(shares.at(-1)).toMatchObject({ asked: 40, reached: 'yes' });
        expect(Object.keys(users.byStatus)).toEqual(['message']);
        expect(
          Object.keys(users.byVersion)
            .filter((name) => name !== 'none')
            .toSorted(),
        ).toEqual(['v1', 'v2']);
        const after = await written(stage, 'grpcroute/ratings');
        expect(after.spec.rules[0].backendRefs).toEqual([expect.objectContaining({ name: 'ratings-v2', weight: 1 })]);
      },
      {
        ...{ streams: ratingsStreams('stage-gw-grpc'), change: withoutIstio },
        ...{ more: [ratingsRoute], hasRatings: true, isServed: false },
      },
    ),
  withOthersMs,
);
