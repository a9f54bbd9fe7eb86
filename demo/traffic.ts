import { apply, type Cluster, kubectl } from '../playground/cluster/cluster.js';

/** The ways in which the demo can split its users' requests. */
export const ways = ['istio', 'gateway-api', 'replicas'] as const;
export type Way = (typeof ways)[number];

/** What a release's spec says of it. */
export const trafficOf: Record<Way, object> = {
  istio: { istio: { virtualService: 'reviews', route: 'primary' } },
  'gateway-api': { gatewayApi: { httpRoute: 'reviews', rule: 'primary' } },
  replicas: { replicas: {} },
};

/** The weights that it goes by: three pods of each version have no other shares. */
export const stepsOf: Record<Way, object> = {
  istio: { from: 10, by: 10, hold: '8s' },
  'gateway-api': { from: 10, by: 10, hold: '8s' },
  replicas: { from: 25, by: 25, hold: '8s' },
};

const route = {
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  metadata: { name: 'reviews', namespace: 'bookinfo' },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }],
    rules: [{ name: 'primary', backendRefs: [{ name: 'reviews', port: 9080 }] }],
  },
};

/** Which way users of reviews go now. */
export async function wayNow(cluster: Cluster): Promise<Way | undefined> {
  const kinds = 'virtualservices.networking.istio.io,httproutes.gateway.networking.k8s.io';
  const args = ['get', kinds, '-n', 'bookinfo', '-o', 'jsonpath={range .items[*]}{.kind}/{.metadata.name} {end}'];
  const names = (await kubectl(cluster, args)).split(' ');
  const routes = { VirtualService: 'istio', HTTPRoute: 'gateway-api' } as const;
  const found = Object.entries(routes).flatMap(([kind, way]) => (names.includes(`${kind}/reviews`) ? [way] : []));
  if (found.length === 0) return 'replicas';
  return found.length === 1 ? found[0] : undefined;
}

/** Lets an HTTPRoute lead users of reviews, in place of Istio's own objects. */
export async function byGatewayApi(cluster: Cluster): Promise<void> {
  await apply(cluster, JSON.stringify(route));
  await kubectl(cluster, ['delete', 'virtualservice,destinationrule', 'reviews', '-n', 'bookinfo']);
}

/** Lets three pods of v1 answer users of reviews, without any route. */
export async function byPods(cluster: Cluster): Promise<void> {
  const routes = ['delete', 'virtualservice,destinationrule', 'reviews', '-n', 'bookinfo', '--ignore-not-found'];
  await kubectl(cluster, routes);
  await kubectl(cluster, ['scale', 'deployment', 'reviews-v1', '--replicas=3', '-n', 'bookinfo']);
  await kubectl(cluster, ['rollout', 'status', 'deployment/reviews-v1', '-n', 'bookinfo', '--timeout=120s']);
}
