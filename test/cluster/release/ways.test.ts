import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sluice } from '../../../client/sluice.js';
import { written } from './objects.js';
import { onStage, withOthersMs } from './on-stage.js';
import { Releasing, versionsOn } from './releasing.js';
import { during, expectShare, failures, gatewayFor, meshAndEdge } from './shares.js';
import { canary, oneRequest, quick } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_524, (own) => (sluice = own));

const host = 'ways.release.example';
/** The commonest shape: at the edge alone, one bare destination, no name, no weight, no DestinationRule. */
function commonest(object: Written): Written | undefined {
  if (object.kind === 'DestinationRule') return undefined;
  if (object.kind !== 'VirtualService') return object;
  const http = [
    {
      match: [{ uri: { prefix: '/' } }],
      route: [{ destination: { host: 'reviews', port: { number: 9080 } } }],
      timeout: '30s', // longer than users wait, on a machine that is busy
    },
  ];
  return { ...object, spec: { hosts: [host], gateways: ['edge'], http } };
}
test.concurrent(
  'a route at the edge alone: users there and in the mesh get the share that was asked for, and nothing of ours stays',
  () =>
    onStage(
      'ways-edge',
      async (stage) => {
        const before = await written(stage, 'virtualservice/reviews');
        const steps = [10, 20, 30, 40, 50, 60, 70, 80, 90].map((weight) => ({ weight, hold: '10m' }));
        const changes = { traffic: { istio: {} }, verify: oneRequest, steps };
        const bad = { ...changes, canary: canary({ ERROR_RATE: '0.5' }), verify: undefined };
        const taken = await (await Releasing.begin(sluice, stage, bad)).end();
        expect(taken.outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
        expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
        expect(await names(stage)).toEqual(['virtualservice/reviews']);

        const asItWas = await failures(stage);
        const good = await Releasing.begin(sluice, stage, changes);
        for (const { weight } of steps) {
          await good.until((state) => state.weight === weight && state.report?.share.reached === 'yes');
          const got = await during(stage, 6000);
          expect((await good.handle.state()).weight).toBe(weight);
          expect(got.map(({ name }) => name)).toEqual(['mesh', 'edge']);
          for (const each of got) expectShare(each, weight);
          await good.handle.skip({ by: 'test', reason: 'seen enough' });
        }
        const { outcome } = await good.end();
        expect(outcome).toEqual({ kind: 'released' });
        await sleep(2000); // users go on
        expect(await failures(stage)).toEqual(asItWas);
        expect(await versionsOn(stage)).toEqual(['reviews-v2']);
        const { spec } = await written(stage, 'virtualservice/reviews');
        const [only] = before.spec.http;
        const promoted = { destination: { ...only.route[0].destination, subset: 'v2' } };
        expect(spec).toEqual({ ...before.spec, http: [{ ...only, route: [promoted] }] });
        expect(await names(stage)).toEqual(['destinationrule/reviews', 'virtualservice/reviews']);
      },
      { streams: meshAndEdge(host), change: commonest, more: [gatewayFor(host)] },
    ),
  withOthersMs,
);

/** Beside it, one for clients in the mesh. */
function inside({ metadata }: Written): Written {
  const route = [{ destination: { host: 'reviews', subset: 'v1' } }];
  return {
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { ...metadata, name: 'inside' } },
    spec: { hosts: ['reviews'], http: [{ route }] },
  };
}

test.concurrent(
  'a route at the edge beside one for the mesh: what the gateway has sent has not come from the mesh',
  () =>
    onStage(
      'ways-beside',
      async (stage) => {
        const changes = { ...quick, traffic: { istio: { virtualService: 'reviews' } }, decommission: 'leave' };
        expect((await during(stage, 6000))[0]?.requests).toBeGreaterThan(0);
        const release = await Releasing.begin(sluice, stage, changes);
        const { plan, outcome } = await release.until(({ plan: planned }) => planned !== undefined);
        expect(outcome).toBeUndefined();
        expect(plan?.notes).toContainEqual(
          expect.stringMatching(/^VirtualService .*\/reviews is for gateways alone .* No request came that way/),
        );
        await release.handle.abort({ by: 'test', reason: 'seen enough' });
        await release.end();
      },
      {
        streams: meshAndEdge(host).slice(1),
        spread: (object) => {
          if (object.kind === 'DestinationRule') return [object];
          const own = commonest(object);
          return own && object.kind === 'VirtualService' ? [own, inside(object)] : [object];
        },
        more: [gatewayFor(host)],
      },
    ),
  withOthersMs,
);

async function names(stage: Stage): Promise<string[]> {
  const text = await stage.in(['get', 'virtualservices,destinationrules', '-o', 'name']);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace('.networking.istio.io', ''))
    .toSorted();
}
