import { istioRouter } from '../../../../activities/traffic/istio.js';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import type { IstioRoute, RouteDestination } from '../../../../domain/plan.js';
import { readObject } from '../../cluster-reads.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { cluster } from '../own-namespace.js';

export const namespace = 'istio-router-test';
export const service = `${namespace}/reviews`;
/** Istio's own annotations of ours: the one thing that may stay. */
export const annotation = 'sluice.dev/fence';

export interface HttpRoute {
  name?: string;
  route?: RouteDestination[];
  [field: string]: unknown;
}

interface Kept {
  metadata: { annotations?: Record<string, string>; resourceVersion: string; [field: string]: unknown };
  spec: { [field: string]: unknown };
}

/** A VirtualService for reviews with these routes. */
export const virtualService = (http: HttpRoute[]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace, labels: { team: 'books' }, annotations: { note: 'by hand' } },
  spec: { hosts: ['reviews'], http },
});

export const destinationRule = (subsets: unknown[] | undefined) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'reviews', namespace },
  spec: {
    host: 'reviews',
    trafficPolicy: { connectionPool: { http: { maxRequestsPerConnection: 7 } } },
    ...(subsets ? { subsets } : {}),
  },
});

/** What preflight plans for the route `primary` of reviews from v1 to v2, where the subset v2 is missing. */
export const plannedRoute: IstioRoute = {
  kind: 'istio',
  namespace,
  virtualService: 'reviews',
  route: { by: 'name', name: 'primary' },
  stable: { host: 'reviews', subset: 'v1' },
  canary: { host: 'reviews', subset: 'v2' },
  destinationRule: { name: 'reviews', exists: true },
  missingSubsets: [{ name: 'v2', labels: { version: 'v2' } }],
  before: [{ destination: { host: 'reviews', subset: 'v1' }, weight: 100 }],
};

/** Makes exactly these objects be there, without anything of an earlier test, and a router for the plan. */
export async function begin(objects: unknown[], plan: IstioRoute = plannedRoute): Promise<TrafficRouter> {
  await inCluster(['delete', 'virtualservice,destinationrule', '--all', '-n', namespace, '--wait=true']);
  await applyObjects(...objects);
  return istioRouter(cluster, plan, service);
}

/** The object as it is, without what Kubernetes itself keeps in it; undefined when there is none. */
export function read(kind: 'VirtualService' | 'DestinationRule', name = 'reviews'): Promise<Kept | undefined> {
  return readObject<Kept>(namespace, `${kind.toLowerCase()}/${name}`);
}

export async function readHttp(): Promise<HttpRoute[]> {
  return ((await read('VirtualService'))?.spec['http'] ?? []) as HttpRoute[];
}

/** Everything that is neither Kubernetes' bookkeeping nor our annotation. */
export function withoutOurs(object: Kept | undefined): unknown {
  if (!object) return undefined;
  const { annotations = {} } = object.metadata;
  const { managedFields: _, resourceVersion: __, generation: ___, ...metadata } = object.metadata;
  const others = Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== annotation));
  return { ...object, metadata: { ...metadata, annotations: others } };
}

/** A JSON Patch by somebody else. */
export async function edit(kind: 'VirtualService' | 'DestinationRule', operations: unknown[]): Promise<void> {
  const patch = ['--type=json', '--field-manager=colleague', '-p', JSON.stringify(operations)];
  await inCluster(['patch', kind, 'reviews', '-n', namespace, ...patch]);
}
