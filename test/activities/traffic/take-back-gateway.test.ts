import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import type { JsonPatch } from '../../../activities/kubernetes/json-patch.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { takeBack } from '../../../activities/traffic/take-back.js';
import { Trouble } from '../../../activities/trouble.js';

const release = 'release/test/bookinfo/reviews/1';
const at = (version: string) => ({ host: `reviews-${version}`, port: { number: 9080 } });
const ref = (version: string, weight: number) => ({ name: `reviews-${version}`, port: 9080, weight });
const record = {
  ...{ release, since: 1_700_000_000_000, epoch: 7, weight: 20, canary: at('v2'), services: ['reviews-v2'] },
  written: [
    { destination: at('v1'), weight: 80 },
    { destination: at('v2'), weight: 20 },
  ],
  before: [{ destination: { host: 'reviews', port: { number: 9080 } }, weight: 1 }],
};
const routeOf = (kind: string): KubernetesObject => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind },
  metadata: {
    ...{ name: 'reviews', namespace: 'bookinfo', resourceVersion: '5' },
    annotations: { 'sluice.dev/fence': JSON.stringify({ 'bookinfo/reviews': record }) },
  },
  spec: {
    rules: [
      { backendRefs: [{ name: 'ratings', port: 80, weight: 1 }] },
      { backendRefs: [ref('v1', 80), ref('v2', 20)] },
    ],
  },
});

/** A cluster with one route, in which some kinds are not there or not to be seen. */
function clusterOf(route: KubernetesObject, trouble: Partial<Record<string, Trouble>> = {}) {
  const patches: JsonPatch[] = [];
  const cluster = {
    get: () => Promise.resolve(route),
    list: (kind: string) => {
      const cause = trouble[kind];
      return cause ? Promise.reject(cause) : Promise.resolve(kind === route.kind ? [route] : []);
    },
    patch: (_reference: unknown, operations: JsonPatch) => {
      patches.push(operations);
      return Promise.resolve(route);
    },
  } as unknown as Cluster;
  return { cluster, patches };
}

const of = { namespace: 'bookinfo', service: 'reviews', isMeant: () => true };
const order = { by: 'ann', reason: 'page' };
const take = (cluster: Cluster) => takeBack(cluster, of, order, AbortSignal.timeout(50_000));
const unknown = new Trouble('NotFound', 'the server could not find the requested resource');
const forbidden = new Trouble('Forbidden', 'may not list');

test.each([
  ['HTTPRoute', { httpRoute: 'reviews' }],
  ['GRPCRoute', { grpcRoute: 'reviews' }],
])('by a rule of an %s stable gets all requests, where there is no Istio', async (kind, name) => {
  const { cluster, patches } = clusterOf(routeOf(kind), { VirtualService: unknown });
  expect(await take(cluster)).toEqual([{ ...name, release, weight: 20 }]);
  const path = '/spec/rules/1/backendRefs';
  expect(patches).toHaveLength(1);
  expect(patches[0]).toEqual(
    expect.arrayContaining([
      { op: 'test', path, value: [ref('v1', 80), ref('v2', 20)] },
      { op: 'replace', path, value: [ref('v1', 100), ref('v2', 0)] },
    ]),
  );
});

test('what may not be looked at is told when nothing was found: it may be there', async () => {
  const other = { ...routeOf('VirtualService'), metadata: { name: 'other', namespace: 'bookinfo' } };
  await expect(take(clusterOf(other, { HTTPRoute: forbidden }).cluster)).rejects.toBe(forbidden);
  const { cluster } = clusterOf(routeOf('HTTPRoute'), { VirtualService: forbidden });
  expect(await take(cluster)).toHaveLength(1);
});
