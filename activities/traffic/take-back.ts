import { above, type Fence } from '../../domain/fence.js';
import type { Destination, Route, SplitRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { type FenceRecord, serviceKey } from '../kubernetes/fence-annotation.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';
import { type RouteFence, routeFence } from './find-route.js';
import { podsFence, podsRouteIn } from './pods-fence.js';
import { sameDestination } from './route-destinations.js';
import { routerFor } from './router-for.js';
import { routesOfNamespace } from './routes-of-namespace.js';

/** A route that was given back to stable, named by the object that it is in; or the Service whose pods were. */
export type TakenBack = (
  { virtualService: string } | { httpRoute: string } | { grpcRoute: string } | { service: string }
) & {
  /** The workflow id of the release that had it. */
  release: string;
  /** The canary's weight before. */
  weight: Weight;
};

/**
 * Gives stable all requests on every route of the namespace that a release of the service has, past that release: from
 * our annotation alone, with a fence above all that the release can still write, but for its own way back.
 * @throws Trouble as the API server's; `NotFound` when a route cannot be told any more; `InvalidSpec`, with nothing
 * written, when a release has one that is not meant.
 */
export async function takeBack(
  cluster: Cluster,
  of: { namespace: string; service: string; isMeant: (release: string) => boolean },
  direct: NonNullable<Fence['direct']>,
  signal: AbortSignal,
): Promise<TakenBack[]> {
  const key = serviceKey(of);
  const [{ routes, forbidden }, pods] = await Promise.all([
    routesOfNamespace(cluster, of.namespace, signal),
    heldPods(cluster, of, signal),
  ]);
  const heldRoutes = routes.flatMap((object): Held[] => {
    const fence = routeFence(object, key);
    if (!fence || fence.ended) return [];
    return [{ object, fence, route: () => routeOf(object, fence, of.namespace), name: nameOf(object) }];
  });
  const held = [...heldRoutes, ...pods];
  if (held.length === 0 && forbidden[0]) throw forbidden[0]; // it may be on one of those
  const other = held.find(({ fence }) => !of.isMeant(fence.release));
  if (other)
    throw new Trouble(
      'InvalidSpec',
      `${other.object.kind} ${of.namespace}/${other.object.metadata.name} belongs to ${other.fence.release}, which was not meant: name it, or its cluster (--cluster), or another kubeconfig`,
    );
  return Promise.all(
    held.map(async ({ fence, route, name }) => {
      const own = { ...above(fence), direct };
      const router = routerFor(cluster, route(), key);
      const seen = await untilDone(() => router.shift(0, { fence: own, overwrite: true }, signal), signal);
      if (seen.kind === 'missing') throw new Trouble('NotFound', seen.what);
      return { ...name, release: fence.release, weight: fence.weight ?? 0 };
    }),
  );
}

/** Something that a release has. */
interface Held {
  object: KubernetesObject;
  fence: FenceRecord & { weight?: number };
  route: () => Route;
  name: { virtualService: string } | { httpRoute: string } | { grpcRoute: string } | { service: string };
}

/** The users' Service, when a release splits by its pods. */
async function heldPods(
  cluster: Cluster,
  { namespace, service }: { namespace: string; service: string },
  signal: AbortSignal,
): Promise<Held[]> {
  const object = await cluster.get('Service', namespace, service, signal);
  const route = object && podsRouteIn(object, { namespace, service });
  const fence = object && podsFence(object, { namespace, service });
  return object && route && fence && !fence.ended ? [{ object, fence, route: () => route, name: { service } }] : [];
}

/** Where stable has given up pods, they are waited for, as long as the signal lets us. */
async function untilDone<Answer>(attempt: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      const isWait = cause instanceof Trouble && cause.type === 'Unavailable' && cause.cause === undefined;
      if (!isWait || signal.aborted) throw cause;
    }
  }
}

function nameOf({ kind, metadata: { name } }: KubernetesObject) {
  if (kind === 'HTTPRoute') return { httpRoute: name };
  return kind === 'GRPCRoute' ? { grpcRoute: name } : { virtualService: name };
}

/** The release's route as its annotation tells it: what it wrote last, and which of it is the canary's. */
function routeOf({ kind, metadata: { name } }: KubernetesObject, fence: RouteFence, namespace: string): SplitRoute {
  const { written = [], before = [], canary = canaryByWeight(fence) } = fence;
  if (!canary)
    throw new Trouble(
      'NotFound',
      `The annotation of ${kind} ${namespace}/${name} does not tell which destination is the canary's: write the route by hand`,
    );
  const stable = [...written, ...before].find(
    ({ destination }) => !sameDestination(destination, canary, namespace),
  )?.destination;
  const ends = { namespace, ...(stable ? { stable } : {}), canary, before };
  const nowhere = { by: 'index', index: -1 } as const; // what it wrote tells which it is
  if (kind === 'HTTPRoute' || kind === 'GRPCRoute')
    return { ...ends, kind: 'gateway-api', resource: kind, name, rule: nowhere, missingServices: [] };
  const destinationRule = { name, exists: true };
  return { ...ends, kind: 'istio', virtualService: name, route: nowhere, destinationRule, missingSubsets: [] };
}

/** An annotation of an older version does not name the canary: it is the destination with the weight that was written. */
function canaryByWeight({ weight, written = [] }: RouteFence): Destination | undefined {
  const [only, ...others] = written.filter((each) => each.weight === weight);
  return others.length === 0 ? only?.destination : undefined;
}
