import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import type { Kind } from '../kubernetes/kinds.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';
import { lookInOtherApis } from './look-in-other-apis.js';
import type { OtherApi } from './other-apis.js';

/** Where Istio's settings for the whole mesh are. */
const rootNamespace = 'istio-system';

/** Everything that is read of the cluster, at about one time. What cannot be read is empty here, and named in `unread`. */
export interface Survey {
  services: KubernetesObject[];
  deployments: KubernetesObject[];
  statefulSets: KubernetesObject[];
  pods: KubernetesObject[];
  autoscalers: KubernetesObject[];
  /** PodDisruptionBudgets. */
  budgets: KubernetesObject[];
  /** Of all namespaces, as far as they may be read. */
  virtualServices: KubernetesObject[];
  /** Of the service's namespace. */
  destinationRules: KubernetesObject[];
  /** The DestinationRules of all others but the root namespace, as far as they may be read. */
  otherRules: KubernetesObject[];
  /** Those of the root namespace, which are for the whole mesh. */
  rootRules: KubernetesObject[];
  /** HTTPRoutes and GRPCRoutes, likewise. */
  gatewayRoutes: KubernetesObject[];
  /** Of the service's namespace and of the whole mesh. */
  peerAuthentications: KubernetesObject[];
  /** Such as `VirtualServices of all namespaces`. */
  unread: { kind: Kind; namespace: string; why: 'forbidden' | 'unknown kind' }[];
  /** Where the release's route is not there: what has its kind in other APIs. */
  otherApis: OtherApi[];
}

/** Reads it all, and changes nothing. @throws Trouble when the API server does not answer. */
export async function takeSurvey(cluster: Cluster, spec: ReleaseSpec, signal: AbortSignal): Promise<Survey> {
  const survey = await readAll(cluster, spec, signal);
  return { ...survey, otherApis: await lookInOtherApis(cluster, spec, survey, signal) };
}

async function readAll(
  cluster: Cluster,
  { namespace }: ReleaseSpec,
  signal: AbortSignal,
): Promise<Omit<Survey, 'otherApis'>> {
  const unread: Survey['unread'] = [];
  const read = async (kind: Kind, of = namespace): Promise<KubernetesObject[] | undefined> => {
    try {
      return await cluster.list(kind, of, {}, signal);
    } catch (cause) {
      if (!(cause instanceof Trouble) || !['Forbidden', 'NotFound'].includes(cause.type)) throw cause;
      unread.push({ kind, namespace: of, why: cause.type === 'Forbidden' ? 'forbidden' : 'unknown kind' });
      return undefined;
    }
  };
  const kinds = [
    ...(['Service', 'Deployment', 'StatefulSet', 'Pod'] as const),
    ...(['HorizontalPodAutoscaler', 'PodDisruptionBudget'] as const),
  ];
  const readWide = async (kind: Kind) => (await read(kind, '')) ?? (await read(kind)) ?? [];
  const [lists, rules, virtualServices, httpRoutes, grpcRoutes, ownModes, rootModes] = await Promise.all([
    Promise.all(kinds.map(async (kind) => (await read(kind)) ?? [])),
    readWide('DestinationRule'),
    readWide('VirtualService'),
    readWide('HTTPRoute'),
    readWide('GRPCRoute'),
    read('PeerAuthentication'),
    read('PeerAuthentication', rootNamespace),
  ]);
  const [services = [], deployments = [], statefulSets = [], pods = [], ...others] = lists;
  const [autoscalers = [], budgets = []] = others;
  const rulesOf = (isMeant: (of: string) => boolean) =>
    rules.filter(({ metadata }) => isMeant(metadata.namespace ?? ''));
  return {
    ...{ services, deployments, statefulSets, pods, autoscalers, budgets },
    destinationRules: rulesOf((of) => of === namespace),
    otherRules: rulesOf((of) => of !== namespace && of !== rootNamespace),
    rootRules: rulesOf((of) => of === rootNamespace && of !== namespace),
    virtualServices,
    gatewayRoutes: [...httpRoutes, ...grpcRoutes],
    peerAuthentications: [...(ownModes ?? []), ...(rootModes ?? [])],
    unread,
  };
}
