/** The kinds that we read or write, and where the API server has them: written down, so that no call has to ask first. */
const kinds = {
  Namespace: { apiVersion: 'v1', plural: 'namespaces' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
  Service: { apiVersion: 'v1', plural: 'services' },
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Secret: { apiVersion: 'v1', plural: 'secrets' },
  PersistentVolumeClaim: { apiVersion: 'v1', plural: 'persistentvolumeclaims' },
  Node: { apiVersion: 'v1', plural: 'nodes' },
  Event: { apiVersion: 'v1', plural: 'events' },
  ResourceQuota: { apiVersion: 'v1', plural: 'resourcequotas' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  ReplicaSet: { apiVersion: 'apps/v1', plural: 'replicasets' },
  StatefulSet: { apiVersion: 'apps/v1', plural: 'statefulsets' },
  EndpointSlice: { apiVersion: 'discovery.k8s.io/v1', plural: 'endpointslices' },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', plural: 'horizontalpodautoscalers' },
  PodDisruptionBudget: { apiVersion: 'policy/v1', plural: 'poddisruptionbudgets' },
  VirtualService: { apiVersion: 'networking.istio.io/v1', plural: 'virtualservices' },
  DestinationRule: { apiVersion: 'networking.istio.io/v1', plural: 'destinationrules' },
  Gateway: { apiVersion: 'networking.istio.io/v1', plural: 'gateways' },
  ServiceEntry: { apiVersion: 'networking.istio.io/v1', plural: 'serviceentries' },
  Sidecar: { apiVersion: 'networking.istio.io/v1', plural: 'sidecars' },
  HTTPRoute: { apiVersion: 'gateway.networking.k8s.io/v1', plural: 'httproutes' },
  GRPCRoute: { apiVersion: 'gateway.networking.k8s.io/v1', plural: 'grpcroutes' },
  PeerAuthentication: { apiVersion: 'security.istio.io/v1', plural: 'peerauthentications' },
} as const;

export type Kind = keyof typeof kinds;

/** A kind of objects, whoever's it is, in one version of one API group. */
export interface ApiKind {
  kind: string;
  /** Group and version, as an object carries them. */
  apiVersion: string;
  plural: string;
}

/** A kind of ours, with its API. */
export function apiOf(kind: Kind): ApiKind {
  return { kind, ...kinds[kind] };
}

/** The API group and version of a kind, as an object carries it. */
export function apiVersionOf(kind: Kind): string {
  return kinds[kind].apiVersion;
}

/** The API group of a kind ('' for the core) and its name there, as permissions know them. */
export function resourceOf(kind: Kind): { group: string; resource: string } {
  const { apiVersion, plural } = kinds[kind];
  const [group = '', version] = apiVersion.split('/');
  return { group: version === undefined ? '' : group, resource: plural };
}

/** The address of a kind's objects below the API server's, or of one of them. An empty namespace: all, or none. */
export function pathOf(kind: Kind, namespace: string, name?: string): string {
  return pathIn(apiOf(kind), namespace, name);
}

/** The same of any kind. */
export function pathIn({ apiVersion, plural }: ApiKind, namespace: string, name?: string): string {
  const parts = [
    ...(apiVersion.includes('/') ? ['apis', ...apiVersion.split('/')] : ['api', apiVersion]),
    ...(namespace === '' ? [] : ['namespaces', namespace]),
    plural,
    ...(name === undefined ? [] : [name]),
  ];
  return `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}
