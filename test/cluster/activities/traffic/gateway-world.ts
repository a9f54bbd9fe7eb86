import { gatewayRouter } from '../../../../activities/traffic/gateway-api.js';
import { Trouble } from '../../../../activities/trouble.js';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import type { GatewayRoute } from '../../../../domain/plan.js';
import { manifest } from '../../../../playground/cluster/cluster.js';
import { edge } from '../../../../playground/cluster/istio.js';
import { eventually } from '../../playground/playground-command.js';
import { readObject, listObjects } from '../../cluster-reads.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { parse } from 'yaml';
import { cluster, soon } from '../own-namespace.js';
import { serviceOf } from './reviews-pods.js';

export const namespace = 'gateway-router-test';
export const service = `${namespace}/reviews`;
export const host = 'reviews.router.edge.example';
const annotation = 'sluice.dev/fence';

export interface Rule {
  name?: string;
  backendRefs?: { name: string; weight?: number; [field: string]: unknown }[];
  [field: string]: unknown;
}

interface Kept {
  metadata: { name: string; annotations?: Record<string, string>; generation?: number; [field: string]: unknown };
  spec: { rules?: Rule[]; [field: string]: unknown };
  status?: unknown;
}

export const ref = (version: string, weight?: number) => ({
  ...{ name: `reviews-${version}`, port: 9080 },
  ...(weight === undefined ? {} : { weight }),
});

/** A route for reviews at the edge and in the mesh. */
export const routeOf = (rules: Rule[], kind = 'HTTPRoute') => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind },
  metadata: { name: 'reviews', namespace, labels: { team: 'books' }, annotations: { note: 'by hand' } },
  spec: {
    parentRefs: [
      { name: 'edge', namespace: 'istio-system' },
      { group: '', kind: 'Service', name: 'reviews' },
    ],
    hostnames: [host],
    rules,
  },
});

export const versionService = (version: string) =>
  serviceOf(namespace, `reviews-${version}`, { app: 'reviews', version });

const missing = (version: string) => ({
  name: `reviews-${version}`,
  selector: { app: 'reviews', version },
  ports: [{ name: 'http', port: 9080, targetPort: 9080 }],
});

/** What preflight plans for the rule `primary` from v1 to v2, where v2 has no Service yet. */
export const plannedRoute: GatewayRoute = {
  kind: 'gateway-api',
  namespace,
  resource: 'HTTPRoute',
  name: 'reviews',
  rule: { by: 'name', name: 'primary' },
  stable: { host: 'reviews-v1', port: { number: 9080 } },
  stableService: missing('v1'),
  canary: { host: 'reviews-v2', port: { number: 9080 } },
  missingServices: [missing('v2')],
  before: [{ destination: { host: 'reviews-v1', port: { number: 9080 } }, weight: 1 }],
};

/** The same from the Service that has all versions: stable has none of its own either. */
export const fromAll: GatewayRoute = {
  ...plannedRoute,
  missingServices: [missing('v2'), missing('v1')],
  before: [{ destination: { host: 'reviews', port: { number: 9080 } }, weight: 1 }],
};

export async function openEdge(): Promise<void> {
  await applyObjects(parse(await manifest(edge)));
}

/** As an activity does: the end of a release that was not given enough time is tried again. */
export function triedAgain(router: TrafficRouter): TrafficRouter {
  const release: TrafficRouter['release'] = async (to, fence, signal) => {
    try {
      await router.release(to, fence, signal);
    } catch (cause) {
      if (!(cause instanceof Trouble) || cause.type !== 'Unavailable') throw cause;
      await release(to, fence, signal);
    }
  };
  return { ...router, release };
}

/** Makes exactly these objects be there, without anything of an earlier test, taken up; and a router for the plan. */
export async function begin(objects: { kind: string }[], plan: GatewayRoute = plannedRoute): Promise<TrafficRouter> {
  await inCluster(['delete', 'httproute,grpcroute', '--all', '-n', namespace, '--wait=true']);
  await inCluster([
    'delete',
    'service',
    'reviews-v1',
    'reviews-v2',
    '-n',
    namespace,
    '--ignore-not-found',
    '--wait=true',
  ]);
  await applyObjects(...objects);
  const router = triedAgain(gatewayRouter(cluster, plan, service));
  const isTakenUp = await eventually(async () => {
    const seen = await router.observe(soon());
    return seen.kind === 'split' && seen.waits === undefined;
  });
  if (!isTakenUp) throw new Error(`nobody takes the route up: ${JSON.stringify(await router.observe(soon()))}`);
  return router;
}

/** The object as it is; undefined when there is none. */
export function read(reference: string): Promise<Kept | undefined> {
  return readObject<Kept>(namespace, reference);
}

export async function readRules(kind = 'httproute'): Promise<Rule[]> {
  return (await read(`${kind}/reviews`))?.spec.rules ?? [];
}

/** The backends of the rule `primary`, in percent. */
export async function split(kind = 'httproute'): Promise<Record<string, number>> {
  const refs = (await readRules(kind)).find(({ name }) => name === 'primary')?.backendRefs ?? [];
  const total = refs.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return Object.fromEntries(refs.map(({ name, weight = 1 }) => [name.replace('reviews-', ''), (100 * weight) / total]));
}

/** Everything that is neither Kubernetes' bookkeeping, nor the gateway's, nor our annotation. */
export function withoutOurs(object: Kept | undefined): unknown {
  if (!object) return undefined;
  const { annotations = {} } = object.metadata;
  const { managedFields: _, resourceVersion: __, generation: ___, ...metadata } = object.metadata;
  const others = Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== annotation));
  const { status: ____, ...rest } = object;
  return { ...rest, metadata: { ...metadata, annotations: others } };
}

/** The names of the Services of the namespace. */
export async function services(): Promise<string[]> {
  return (await listObjects<Kept>('Service', namespace)).map(({ metadata }) => metadata.name).toSorted();
}

/** A JSON Patch by somebody else. */
export async function edit(operations: unknown[], kind = 'httproute'): Promise<void> {
  const patch = ['--type=json', '--field-manager=colleague', '-p', JSON.stringify(operations)];
  await inCluster(['patch', kind, 'reviews', '-n', namespace, ...patch]);
}
