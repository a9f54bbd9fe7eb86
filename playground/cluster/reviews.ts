import { apply, type Cluster, kubectl } from './cluster.js';

type Json = Record<string, unknown>;

/** Deploys reviews v2 beside v1, in the Service at once, with subsets of the given names by version, and waits until it is Ready. */
export async function deployReviewsV2(cluster: Cluster, subsets: { v1: string; v2: string }): Promise<void> {
  const v1 = await kubectl(cluster, ['get', 'deployment', 'reviews-v1', '-n', 'bookinfo', '-o', 'jsonpath={.spec}']);
  const spec = JSON.parse(v1.replaceAll('"v1"', '"v2"').replaceAll('reviews:v1', 'reviews:v2')) as Json;
  await applyObject(cluster, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'reviews-v2', namespace: 'bookinfo' },
    spec,
  });
  const bySubset = Object.entries(subsets).map(([version, name]) => ({ name, labels: { version } }));
  await applyObject(cluster, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { host: 'reviews', subsets: bySubset },
  });
  await kubectl(cluster, ['rollout', 'status', 'deployment/reviews-v2', '-n', 'bookinfo', '--timeout=60s']);
}

/** Gives subsets of reviews their shares of the requests, in percent. */
export async function routeReviews(cluster: Cluster, weights: Record<string, number>): Promise<void> {
  const route = Object.entries(weights).map(([subset, weight]) => ({
    destination: { host: 'reviews', subset },
    weight,
  }));
  await applyObject(cluster, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { hosts: ['reviews'], http: [{ name: 'primary', route }] },
  });
}

function applyObject(cluster: Cluster, object: Json): Promise<void> {
  return apply(cluster, JSON.stringify(object));
}
