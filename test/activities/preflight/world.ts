import { freezeInConfigMaps } from '../../../activities/freeze/config-maps.js';
import type { Access, Cluster } from '../../../activities/kubernetes/cluster.js';
import type { ApiKind, Kind } from '../../../activities/kubernetes/kinds.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import type { MetricsSource } from '../../../activities/metrics/metrics-source.js';
import { preflight } from '../../../activities/preflight/preflight.js';
import type { Receivers } from '../../../activities/ports.js';
import { Trouble } from '../../../activities/trouble.js';
import type { Finding } from '../../../domain/act.js';
import type { Sample } from '../../../domain/check.js';
import type { Fence } from '../../../domain/fence.js';

type Fields = Record<string, unknown>;

export const fence: Fence = { release: 'release/local/bookinfo/reviews/2', since: 2, epoch: 1 };

/** Any object of the namespace bookinfo, or of the one that its metadata says. */
export function object(kind: string, name: string, fields: Fields = {}, metadata: Fields = {}): KubernetesObject {
  const istio = ['VirtualService', 'DestinationRule'].includes(kind);
  const groups: Record<string, string> = { Deployment: 'apps/v1', HTTPRoute: 'gateway.networking.k8s.io/v1' };
  const apiVersion = istio ? 'networking.istio.io/v1' : (groups[kind] ?? 'v1');
  return { apiVersion, kind, metadata: { name, namespace: 'bookinfo', ...metadata }, ...fields };
}

export function service(name: string, spec: Fields = {}): KubernetesObject {
  const ports = [{ name: 'http', port: 9080, targetPort: 9080 }];
  return object('Service', name, { spec: { clusterIP: '10.0.0.1', selector: { app: name }, ports, ...spec } });
}

export function deployment(name: string, labels: Record<string, string>, more: Fields = {}, metadata: Fields = {}) {
  const spec = { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels } }, ...more };
  return object('Deployment', name, { spec }, metadata);
}

export function virtualService(
  name: string,
  http: Fields[],
  spec: Fields = {},
  metadata: Fields = {},
): KubernetesObject {
  return object('VirtualService', name, { spec: { hosts: [name], http, ...spec } }, metadata);
}

/** An HTTPRoute whose parents have taken it up; those that `spec` names, else the Service reviews. */
export function httpRoute(name: string, rules: Fields[], spec: Fields = {}, metadata: Fields = {}): KubernetesObject {
  const whole = { parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }], rules, ...spec };
  const conditions = ['Accepted', 'ResolvedRefs'].map((type) => ({ type, status: 'True', observedGeneration: 3 }));
  const parents = (whole.parentRefs as Fields[]).map((parentRef) => ({ parentRef, conditions }));
  return object('HTTPRoute', name, { spec: whole, status: { parents } }, { generation: 3, ...metadata });
}

/** A backend of a rule. */
export const backend = (name: string, weight = 1): Fields => ({ group: '', kind: 'Service', name, port: 9080, weight });

export function rule(name: string, subsets: Record<string, Record<string, string>>, host = name): KubernetesObject {
  const list = Object.entries(subsets).map(([subset, labels]) => ({ name: subset, labels }));
  return object('DestinationRule', name, { spec: { host, subsets: list } });
}

export function pod(name: string, labels: Record<string, string>, sidecar = true): KubernetesObject {
  const containers = [...(sidecar ? [{ name: 'istio-proxy' }] : []), { name: 'main' }];
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  return object('Pod', name, { spec: { containers }, status }, { labels });
}

/** A route's destination; the weight is left out where none is given. */
export function to(subset?: string, weight?: number, host = 'reviews'): Fields {
  const destination = { host, ...(subset === undefined ? {} : { subset }) };
  return { destination, ...(weight === undefined ? {} : { weight }) };
}

export const primary = { name: 'primary', route: [to('v1', 100)] };

/** What bookinfo is before a release of reviews. */
export function bookinfo(): KubernetesObject[] {
  return [
    service('reviews'),
    service('ratings'),
    deployment('reviews-v1', { app: 'reviews', version: 'v1' }),
    deployment('ratings-v1', { app: 'ratings', version: 'v1' }),
    virtualService('reviews', [primary]),
    rule('reviews', { v1: { version: 'v1' } }),
    pod('sleep-1', { app: 'sleep' }),
  ];
}

/** What a release asks of the world, and what it says. */
export interface World {
  objects: KubernetesObject[];
  canary: string;
  route: string;
  /** The whole of `traffic`, where it is not a route of Istio's. */
  traffic?: string;
  /** Whether the judge acts: what it makes of the traffic has tests of its own. */
  judge: string;
  /** More lines of the spec. */
  spec: string[];
  forbidden: (access: Access) => boolean;
  /** Kinds that the cluster has no API for. */
  unknown: Kind[];
  /** What has kinds of the same names in other APIs; `forbidden`: its objects may not be listed. */
  otherApis: (ApiKind & { objects: KubernetesObject[] | 'forbidden' })[];
  /** Called before the API server tells of those; may throw. */
  beforeApis: () => void;
  sample: (query: string) => Sample;
  /** Who called the Services of the namespace in the last hour: the labels of Istio's counter, and how often. */
  callers: [labels: Record<string, string>, count: number][];
  /** For how long Prometheus has looked at anything. */
  lookedSeconds: number;
  /** Called before Prometheus tells that; may throw. */
  beforeScraped: () => void;
  curl: () => string;
  /** Who can be told of releases. */
  receivers?: Receivers;
}

export const plain: World = {
  objects: bookinfo(),
  canary: "{ version: v2, image: 'reviews:v2' }",
  route: 'primary',
  judge: 'observe',
  spec: [],
  forbidden: () => false,
  unknown: [],
  otherApis: [],
  beforeApis: () => undefined,
  sample: () => ({ kind: 'no-data' }),
  callers: [],
  lookedSeconds: 3600,
  beforeScraped: () => undefined,
  curl: () => 'curl 8.10.1 (x86_64)',
};

/** The objects of one name and kind replaced, or, when there were none, added. */
export function withObjects(...changed: KubernetesObject[]): KubernetesObject[] {
  const isChanged = ({ kind, metadata }: KubernetesObject) =>
    changed.some((each) => each.kind === kind && each.metadata.name === metadata.name);
  return [...bookinfo().filter((each) => !isChanged(each)), ...changed];
}

/** All but the objects named so. */
export function without(...names: string[]): KubernetesObject[] {
  return bookinfo().filter(({ kind, metadata }) => !names.includes(`${kind}/${metadata.name}`));
}

export async function examine(change: Partial<World> = {}): Promise<Finding> {
  const world = { ...plain, ...change };
  const text = [
    'apiVersion: sluice/v1',
    'kind: Release',
    'metadata: { namespace: bookinfo, name: reviews }',
    'spec:',
    `  canary: ${world.canary}`,
    `  traffic: ${world.traffic ?? `{ istio: { virtualService: reviews, route: ${world.route} } }`}`,
    `  judge: ${world.judge}`,
    ...world.spec.map((line) => `  ${line}`),
  ].join('\n');
  const cluster = clusterOf(world);
  const told = world.receivers ? { receivers: world.receivers } : {};
  const ports = { cluster, metrics: metricsOf(world), sharedFreeze: freezeInConfigMaps(cluster), ...told };
  return preflight(ports)(text, fence, AbortSignal.timeout(50_000));
}

/** What speaks against the release. @throws when nothing does. */
export async function problemsOf(change: Partial<World>): Promise<string[]> {
  const found = await examine(change);
  if (found.kind !== 'refused') throw new Error(`not refused: ${JSON.stringify(found)}`);
  return found.problems;
}

/** The plan. @throws with the problems when it is refused. */
export async function planOf(change: Partial<World> = {}) {
  const found = await examine(change);
  if (found.kind !== 'planned') throw new Error(`not planned: ${JSON.stringify(found)}`);
  return found.plan;
}

function clusterOf({ objects, forbidden, unknown, otherApis, beforeApis, curl }: World): Cluster {
  const never = () => Promise.reject(new Error('preflight changes nothing'));
  return {
    async get(kind, namespace, name) {
      if (!['ConfigMap', 'Secret', 'PersistentVolumeClaim', 'Gateway'].includes(kind)) return never();
      if (forbidden({ verb: 'get', kind, namespace, name }))
        throw new Trouble('Forbidden', `may not get ${kind} ${name}`);
      const isIt = ({ metadata }: KubernetesObject) => metadata.name === name && metadata.namespace === namespace;
      return objects.find((each) => each.kind === kind && isIt(each));
    },
    async list(kind, namespace, { labels = {} }) {
      if (forbidden({ verb: 'list', kind, namespace })) throw new Trouble('Forbidden', `may not list ${kind}s`);
      if (unknown.includes(kind)) throw new Trouble('NotFound', `there are no ${kind}s`);
      return objects.filter(
        ({ kind: own, metadata }) =>
          own === kind &&
          (namespace === '' || metadata.namespace === namespace) &&
          Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value),
      );
    },
    async apisWith(kind) {
      beforeApis();
      return otherApis.filter((each) => each.kind === kind);
    },
    async listIn(api, namespace) {
      const found =
        otherApis.find((each) => each.kind === api.kind && each.apiVersion === api.apiVersion)?.objects ?? [];
      if (found === 'forbidden') throw new Trouble('Forbidden', `may not list ${api.plural}`);
      return found.filter(({ metadata }) => metadata.namespace === namespace);
    },
    create: never,
    patch: never,
    remove: never,
    watch: never,
    exec: async () => ({ code: 0, stdout: curl(), stderr: '' }),
    allowed: async (access) => !forbidden(access),
  };
}

function metricsOf({ sample, callers, beforeScraped, lookedSeconds }: World): MetricsSource {
  const ask = async (query: string) => sample(query);
  const scraped: MetricsSource['scraped'] = async (query) => {
    beforeScraped();
    if (query.includes('timestamp(up)')) return [{ labels: {}, samples: [[0, Date.now() / 1000 - lookedSeconds]] }];
    return query.includes('istio_tcp_connections') ? asScraped(callers, 'tcp') : asScraped(callers, 'http');
  };
  return { sample: ask, sampleOwn: ask, scraped };
}

function asScraped(callers: World['callers'], protocol: 'http' | 'tcp') {
  return callers
    .filter(([{ request_protocol: own = 'http' }]) => own === protocol)
    .map(([labels, count]) => ({ labels, samples: [[0, count]] as [number, number][] }));
}

/** A caller in the mesh, as its own proxy counts it; of the Service reviews, unless said. */
export function meshCaller(name: string, count: number, labels: Record<string, string> = {}): World['callers'][number] {
  return [
    {
      ...{ reporter: 'source', destination_service_name: 'reviews', connection_security_policy: 'unknown' },
      ...{ source_workload: name, source_workload_namespace: 'bookinfo', ...labels },
    },
    count,
  ];
}

/** Callers without a sidecar, as the called pods' proxies count them. */
export function bareCallers(count: number, labels: Record<string, string> = {}): World['callers'][number] {
  const bare = { reporter: 'destination', connection_security_policy: 'none', source_workload_namespace: 'unknown' };
  return meshCaller('unknown', count, { ...bare, ...labels });
}
