import { expect, test } from '@jest/globals';
import { haveEndpoints } from '../../../activities/traffic/have-endpoints.js';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';

const never = new AbortController().signal;

/** A Service's EndpointSlice that is `ageMs` old, with a pod that is ready, or not. */
function slice(ageMs: number, ready = true): KubernetesObject {
  return {
    ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
    metadata: { name: 'reviews-v1-x', creationTimestamp: new Date(Date.now() - ageMs).toISOString() },
    endpoints: [{ conditions: { ready }, targetRef: { name: 'reviews-v1-pod' } }],
  };
}

const waiting = (...slices: KubernetesObject[]) => {
  const cluster = { list: () => Promise.resolve(slices) } as unknown as Cluster;
  return haveEndpoints(cluster, 'shop', ['reviews-v1'], never);
};

test('a Service that has had endpoints for long is there at once, beside a younger slice of it', async () => {
  expect(await waiting(slice(1000), slice(60_000))).toBeUndefined();
});

test('one that is new is waited for until proxies know it, however often this is tried', async () => {
  const begun = Date.now();
  await waiting(slice(1500));
  expect(Date.now() - begun).toBeGreaterThanOrEqual(1400);
});

test('one without endpoints, and one that stays too new for a try, is waited for in another', async () => {
  const tries = [waiting(slice(60_000, false)), waiting(slice(-60_000))];
  const without = 'Service shop/reviews-v1 has no endpoint that is ready: no requests are sent there';
  expect(await Promise.allSettled(tries)).toMatchObject([
    { reason: { type: 'Unavailable', message: without } },
    { reason: { type: 'Unavailable', message: expect.stringContaining('is new') } },
  ]);
});
