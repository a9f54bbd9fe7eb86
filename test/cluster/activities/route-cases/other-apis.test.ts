import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { soon, cluster } from '../own-namespace.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { byMain, byRouteMain, limitMs, RouteCase, virtualService } from './case-world.js';
import '../../patience.js';

/** Gloo Edge's kind, which has the name of Istio's. */
const group = 'gateway.solo.io';
const crd = `virtualservices.${group}`;
const theirs = {
  ...{ apiVersion: `${group}/v1`, kind: 'VirtualService', metadata: { name: 'reviews' } },
  spec: { virtualHost: { domains: ['*'], routes: [] } },
};

beforeAll(async () => {
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  await applyObjects({
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: crd } },
    spec: {
      ...{ group, scope: 'Namespaced' },
      names: { kind: 'VirtualService', plural: 'virtualservices', singular: 'virtualservice' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  await inCluster(['wait', `crd/${crd}`, '--for=condition=Established', '--timeout=300s']);
});
afterAll(() => inCluster(['delete', 'crd', crd, '--ignore-not-found']));

test(
  'a VirtualService of another API alone: refused, with what was found and what is needed',
  () =>
    RouteCase.of('other-api', { objects: [theirs] }, async (it) => {
      const found =
        'Namespace shop has a VirtualService reviews, but of another API (gateway.solo.io/v1): the release needs one of networking.istio.io/v1.';
      expect(await it.problems(byMain)).toEqual([`There is no VirtualService shop/reviews; there are none. ${found}`]);
      expect(await it.problems()).toEqual([
        `No HTTP route of a VirtualService leads to reviews (there is no VirtualService in shop): make one whose destination it is. ${found}`,
      ]);
    }),
  limitMs,
);

test(
  'one of each: ours is released, and theirs nobody looks at',
  () =>
    RouteCase.of('both-apis', { objects: [virtualService(byRouteMain)], spec: byMain }, async (it) => {
      await applyObjects({ ...theirs, metadata: { ...theirs.metadata, namespace: it.namespace } });
      expect((await it.plan()).route).toMatchObject({ virtualService: 'reviews', route: { name: 'main' } });
      expect(await cluster.apisWith('VirtualService', soon())).toEqual(
        expect.arrayContaining([
          { kind: 'VirtualService', apiVersion: 'networking.istio.io/v1', plural: 'virtualservices' },
          { kind: 'VirtualService', apiVersion: `${group}/v1`, plural: 'virtualservices' },
        ]),
      );
    }),
  limitMs,
);
