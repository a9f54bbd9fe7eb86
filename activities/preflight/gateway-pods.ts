import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { ifAllowed } from '../kubernetes/if-allowed.js';
import { listAt, textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { workloadOf } from '../kubernetes/workload-name.js';
import type { Caller } from './callers.js';
import { rulersOf } from './rulers.js';
import type { Survey } from './survey.js';

/** A Gateway of Istio's, and what metrics call the workloads of its pods; none where these may not be read. */
export interface GatewayPods {
  /** Namespace and name. */
  gateway: string;
  workloads: { namespace: string; workload: string }[];
}

/** The pods, of any namespace, of all Gateways by which requests come to the namespace's VirtualServices. */
export async function readGateways(
  cluster: Cluster,
  { namespace, traffic }: ReleaseSpec,
  survey: Survey,
  signal: AbortSignal,
): Promise<GatewayPods[]> {
  if (traffic.kind !== 'istio') return [];
  const own = survey.virtualServices.filter(({ metadata }) => metadata.namespace === namespace);
  const all = new Set(own.flatMap((each) => rulersOf(each, survey)).flatMap(gatewaysOf));
  return Promise.all([...all].map((each) => podsOf(cluster, each, signal)));
}

/** Whether the requests came by one of these Gateways, and not from a client in the mesh. */
export function cameByGateway(
  { namespace, workload }: Caller,
  gateways: readonly string[],
  all: readonly GatewayPods[],
): boolean {
  return all
    .filter(({ gateway }) => gateways.includes(gateway))
    .some(({ workloads }) => workloads.some((each) => each.namespace === namespace && each.workload === workload));
}

/** The Gateways that a VirtualService names, by namespace and name. */
export function gatewaysOf(virtualService: KubernetesObject): string[] {
  return listAt(virtualService, 'spec', 'gateways')
    .filter((each) => typeof each === 'string' && each !== 'mesh')
    .map((each) =>
      String(each).includes('/') ? String(each) : `${virtualService.metadata.namespace}/${String(each)}`,
    );
}

async function podsOf(cluster: Cluster, gateway: string, signal: AbortSignal): Promise<GatewayPods> {
  const [namespace = '', name = ''] = gateway.split('/');
  const found = await ifAllowed(cluster.get('Gateway', namespace, name, signal));
  const labels = textsAt(found, 'spec', 'selector');
  if (Object.keys(labels).length === 0) return { gateway, workloads: [] };
  const pods = await ifAllowed(cluster.list('Pod', '', { labels }, signal));
  return { gateway, workloads: (pods ?? []).map(workloadOf) };
}
