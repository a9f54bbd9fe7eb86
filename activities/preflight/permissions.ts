import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec, Traffic } from '../../domain/release-spec.js';
import type { Access, Cluster } from '../kubernetes/cluster.js';
import { resourceOf } from '../kubernetes/kinds.js';
import { allSent } from './check-requests.js';

type Needed = Pick<Access, 'verb' | 'kind' | 'name' | 'subresource'> & { namespace?: string };

/** Everything that the release will do and may not, each as a sentence. */
export async function missingPermissions(cluster: Cluster, spec: ReleaseSpec, signal: AbortSignal): Promise<string[]> {
  return missing(cluster, spec.namespace, neededFor(spec), signal);
}

/** The same of what only the plan says: the autoscalers that were found, and the route of ours for clients in the mesh. */
export async function missingForPlan(
  cluster: Cluster,
  spec: ReleaseSpec,
  { autoscaling, route }: Pick<Plan, 'autoscaling' | 'route'>,
  signal: AbortSignal,
): Promise<string[]> {
  const makesRoute = route.kind === 'istio' && route.meshRoute !== undefined;
  const needed = [
    ...(autoscaling ? forAutoscalers(spec, autoscaling.make !== undefined) : []),
    ...(makesRoute ? of('VirtualService', ['create', 'delete']) : []),
  ];
  return missing(cluster, spec.namespace, needed, signal);
}

function forAutoscalers({ decommission }: ReleaseSpec, isOurs: boolean): Needed[] {
  return [
    ...of('HorizontalPodAutoscaler', ['get', 'list', 'patch']),
    ...(isOurs ? of('HorizontalPodAutoscaler', ['create']) : []),
    ...(isOurs || decommission === 'delete' ? of('HorizontalPodAutoscaler', ['delete']) : []),
  ];
}

async function missing(cluster: Cluster, own: string, all: Needed[], signal: AbortSignal): Promise<string[]> {
  const answers = await Promise.all(
    all.map(async ({ namespace = own, ...needed }) => ({
      needed: { ...needed, namespace },
      isAllowed: await cluster.allowed({ ...needed, namespace }, signal),
    })),
  );
  return answers.flatMap(({ needed, isAllowed }) => (isAllowed ? [] : [textFor(needed)]));
}

function neededFor({ canary, decommission, traffic, verify, freeze }: ReleaseSpec): Needed[] {
  const sends = verify && (verify.requests.length > 0 || verify.load);
  const isOurs = canary.source.kind !== 'found';
  return [
    ...of('Service', ['get', 'list']),
    ...of('Deployment', ['get', 'list', 'patch']),
    ...(isOurs ? of('Deployment', ['create']) : []),
    ...(isOurs || decommission === 'delete' ? of('Deployment', ['delete']) : []),
    ...of('ReplicaSet', ['list']),
    ...of('Pod', ['get', 'list', 'watch']),
    ...of('EndpointSlice', ['list']),
    ...forTraffic(traffic, isOurs),
    ...(canary.previewService === undefined ? [] : of('Service', ['create', 'delete'])),
    ...(sends ? [...of('Service', ['create', 'delete']), ...of('Pod', ['get', 'create'], 'exec')] : []),
    ...(sends && !verify.from ? of('Pod', ['create', 'delete']) : []),
    ...secretsOf(verify).map((name) => ({ verb: 'get', kind: 'Secret', name }) as const),
    ...(freeze?.shared ?? []).map(({ namespace }) => ({ verb: 'get', kind: 'ConfigMap', namespace }) as const),
  ];
}

/** The names of the Secrets that headers are read from: an account may be allowed to read these alone. */
function secretsOf(verify: ReleaseSpec['verify']): string[] {
  const values = (verify ? allSent(verify) : []).flatMap(({ headers }) => Object.values(headers));
  return [...new Set(values.flatMap((value) => (typeof value === 'string' ? [] : value.name)))];
}

function forTraffic(traffic: Traffic, isOurs: boolean): Needed[] {
  if (traffic.kind === 'replicas')
    return [
      ...of('Service', ['watch', 'patch']),
      ...of('Deployment', ['watch']),
      ...of('ReplicaSet', ['patch']),
      ...of('Pod', ['patch', ...(isOurs ? [] : (['delete'] as const))]),
      ...of('EndpointSlice', ['watch']),
    ];
  if (traffic.kind === 'gateway-api')
    return [
      ...of(traffic.resource, ['get', 'list', 'watch', 'patch']),
      ...of('Service', ['watch', 'create', 'delete']),
    ];
  const isBySubset = traffic.canaryHost === undefined;
  return [
    ...of('VirtualService', ['get', 'list', 'watch', 'patch']),
    ...(isBySubset ? of('DestinationRule', ['get', 'list', 'watch', 'create', 'patch', 'delete']) : []),
  ];
}

function of(kind: Needed['kind'], verbs: Needed['verb'][], subresource?: string): Needed[] {
  return verbs.map((verb) => ({ verb, kind, ...(subresource === undefined ? {} : { subresource }) }));
}

function textFor({ verb, kind, name, subresource, namespace }: Needed): string {
  const { group, resource } = resourceOf(kind);
  const all = `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`;
  return `Sluice has no permission to ${verb} ${all}${name === undefined ? '' : ` (${name})`} in namespace ${namespace}: grant it to the account that the worker runs as.`;
}
