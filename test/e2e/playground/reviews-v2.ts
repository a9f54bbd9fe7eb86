import { kubectl } from './playground-command.js';

type Json = Record<string, unknown>;

/** Deploys reviews v2 beside v1, in the Service at once, with subsets by the given names, and waits until it is Ready. */
export async function deployReviewsV2(subsets: { v1: string; v2: string }): Promise<void> {
  const v1 = await kubectl(['get', 'deployment', 'reviews-v1', '-n', 'bookinfo', '-o', 'json']);
  const v2 = JSON.parse(
    v1.replaceAll('"v1"', '"v2"').replaceAll('reviews-v1', 'reviews-v2').replaceAll('reviews:v1', 'reviews:v2'),
  ) as Json;
  const spec = v2['spec'] as Json;
  await apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'reviews-v2', namespace: 'bookinfo' },
    spec,
  });
  await apply({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: {
      host: 'reviews',
      subsets: Object.entries(subsets).map(([version, name]) => ({ name, labels: { version } })),
    },
  });
  await kubectl(['rollout', 'status', 'deployment/reviews-v2', '-n', 'bookinfo', '--timeout=60s']);
}

/** Gives the two subsets their shares of the requests to reviews. */
export async function route(weights: Record<string, number>): Promise<void> {
  const destinations = Object.entries(weights).map(([subset, weight]) => ({
    destination: { host: 'reviews', subset },
    weight,
  }));
  await apply({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { hosts: ['reviews'], http: [{ name: 'primary', route: destinations }] },
  });
}

async function apply(object: Json): Promise<void> {
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '--field-manager=test', '-f', '-'],
    JSON.stringify(object),
  );
}
