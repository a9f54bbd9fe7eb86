import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { routedBy, written } from './objects.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { canary, quick } from './spec-text.js';
import type { Written } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_512, (own) => (sluice = own));

const to = (subset: string, weight?: number) => ({
  destination: { host: 'reviews', subset },
  ...(weight === undefined ? {} : { weight }),
});

/** The route in question is the third, and has no name. */
const rich = [
  {
    name: 'old-paths',
    match: [{ uri: { prefix: '/comments/' }, headers: { 'x-api': { regex: 'v[12]' } } }],
    redirect: { uri: '/reviews/7', redirectCode: 308 },
  },
  {
    match: [{ uri: { exact: '/ratings/7' }, ignoreUriCase: true }, { queryParams: { only: { exact: 'ratings' } } }],
    rewrite: { uri: '/ratings/7' },
    route: [
      { destination: { host: 'ratings', port: { number: 9080 } }, headers: { request: { set: { 'x-via': 'mesh' } } } },
    ],
    fault: { delay: { percentage: { value: 10 }, fixedDelay: '10ms' } },
  },
  {
    match: [{ uri: { prefix: '/' }, withoutHeaders: { 'x-nobody': {} } }],
    route: [{ ...to('v1', 100), headers: { response: { add: { 'x-mesh': 'yes' } } } }],
    timeout: '30s', // longer than users wait, on a machine that is busy
    retries: { attempts: 2, perTryTimeout: '25s', retryOn: 'connect-failure,refused-stream' },
    mirror: { host: 'ratings', port: { number: 9080 } },
    mirrorPercentage: { value: 5 },
    headers: { request: { add: { 'x-from': 'route' } } },
    corsPolicy: { allowOrigins: [{ exact: 'https://example.com' }], maxAge: '24h' },
  },
  {
    name: 'last',
    match: [{ uri: { prefix: '/' } }],
    directResponse: { status: 404, body: { string: 'nothing here' } },
  },
];

test.concurrent(
  'all else in a rich VirtualService stays as it was, through a rollback and a release; the route has no name, only a place',
  () =>
    onStage(
      'e-rich',
      async (stage) => {
        const changes = { ...quick, traffic: { istio: { virtualService: 'reviews', route: 2 } } };
        const rule = await written(stage, 'destinationrule/reviews');
        const before = await written(stage, 'virtualservice/reviews');
        const bad = { ...changes, canary: canary({ ERROR_RATE: '1' }), verify: undefined };
        const taken = await (await Releasing.begin(sluice, stage, bad)).end();
        expect(taken.outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
        expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
        expect(await written(stage, 'destinationrule/reviews')).toEqual(rule); // v2, which was missing, is gone again

        expectUnnoticed(await (await Releasing.begin(sluice, stage, changes)).end());
        const promoted = { ...to('v2', 100), headers: { response: { add: { 'x-mesh': 'yes' } } } };
        const http = rich.map((route, index) => (index === 2 ? { ...route, route: [promoted] } : route));
        expect(await written(stage, 'virtualservice/reviews')).toEqual({ ...before, spec: { ...before.spec, http } });
        const subsets = [...rule.spec.subsets, { name: 'v2', labels: { version: 'v2' } }];
        expect(await written(stage, 'destinationrule/reviews')).toEqual({ ...rule, spec: { ...rule.spec, subsets } });
      },
      { change: routedBy(...rich), hasRatings: true },
    ),
  withOthersMs,
);

test.concurrent(
  'a route with one destination and no weight, found by where it goes, has one and no weight after',
  () =>
    onStage(
      'e-unweighted',
      async (stage) => {
        const changes = { ...quick, traffic: { istio: { route: { destination: 'reviews/v1' } } } };
        const release = await Releasing.begin(sluice, stage, changes);
        await release.until(({ weight }) => weight === 50);
        expect(await stage.weights()).toEqual({ v1: 50, v2: 50 });
        expectUnnoticed(await release.end());
        const { spec } = await written(stage, 'virtualservice/reviews');
        expect(spec.http).toEqual([{ route: [to('v2')] }]);
      },
      { change: routedBy({ route: [to('v1')] }) },
    ),
  withOthersMs,
);

const roles = [
  { name: 'old', labels: { version: 'v1' } },
  { name: 'new', labels: { version: 'v2' } },
];
const byRole = (object: Written): Written => {
  if (object.kind === 'DestinationRule') return { ...object, spec: { ...object.spec, subsets: roles } };
  return routedBy({ name: 'primary', route: [to('old', 100), to('new', 0)] })(object);
};

test.concurrent(
  'subsets that are named by role, twice in a row: v1 to v2, then v2 to v3',
  () =>
    onStage(
      'e-roles',
      async (stage) => {
        expectUnnoticed(await (await Releasing.begin(sluice, stage, quick)).end());
        expect(await stage.weights()).toEqual({ old: 0, new: 100 });
        expect(await versionsOn(stage)).toEqual(['reviews-v2']);

        const third = { ...canary(), version: 'v3', image: 'docker.io/sluice/reviews:v3' };
        const second = await (await Releasing.begin(sluice, stage, { ...quick, canary: third })).end();
        expectUnnoticed(second);
        expect(second.users.byVersion['v3']).toBeGreaterThan(0);
        expect(await stage.weights()).toEqual({ old: 0, v3: 100 });
        expect(await versionsOn(stage)).toEqual(['reviews-v3']);
        const { spec } = await written(stage, 'destinationrule/reviews');
        expect(spec.subsets).toEqual([...roles, { name: 'v3', labels: { version: 'v3' } }]);
      },
      { change: byRole },
    ),
  withOthersMs,
);

test.concurrent(
  'no DestinationRule at all: both subsets are made, and what nobody needs any more is taken away, unnoticed by users',
  () =>
    onStage(
      'e-no-rule',
      async (stage) => {
        const before = await written(stage, 'virtualservice/reviews');
        const first = await Releasing.begin(sluice, stage, { ...quick, steps: [{ weight: 50, hold: '1h' }] });
        await first.until(({ weight }) => weight === 50);
        await first.handle.abort({ by: 'test', reason: 'not today' });
        const aborted = await first.end();
        expect(aborted.users.byStatus).toEqual({ 200: aborted.users.requests });
        expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
        expect(await stage.get('destinationrule/reviews')).toBeUndefined();

        expectUnnoticed(await (await Releasing.begin(sluice, stage, quick)).end());
        const { spec } = await written(stage, 'virtualservice/reviews');
        expect(spec.http).toEqual([{ name: 'primary', route: [to('v2')] }]);
        const rule = await written(stage, 'destinationrule/reviews');
        expect(rule.spec).toEqual({ host: 'reviews', subsets: [{ name: 'v2', labels: { version: 'v2' } }] });
      },
      {
        change: (object) =>
          object.kind === 'DestinationRule'
            ? undefined
            : routedBy({ name: 'primary', route: [{ destination: { host: 'reviews' } }] })(object),
      },
    ),
  withOthersMs,
);
