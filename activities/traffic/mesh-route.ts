import type { Fence } from '../../domain/fence.js';
import type { Destination, IstioRoute, MeshRoute, RouteDestination } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster, ObjectReference } from '../kubernetes/cluster.js';
import { fenceAnnotation, refuseIfSuperseded, writeFence } from '../kubernetes/fence-annotation.js';
import { apiVersionOf } from '../kubernetes/kinds.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { nameOf } from '../kubernetes/object-reference.js';
import { routeFence } from './find-route.js';
import { fullHost } from './route-destinations.js';

/** The label of a route of ours for clients in the mesh; its value is the Service that users call. */
export const meshRouteLabel = 'sluice.dev/mesh-route-of';

/** What the route of ours for a Service's clients in the mesh is called. */
export const meshRouteName = (service: string): string => `${service}-sluice-mesh`;

/** Whether a release has made it for clients in the mesh. */
export function isMeshRoute({ metadata: { labels = {} } }: KubernetesObject): boolean {
  return meshRouteLabel in labels;
}

/** The release's route for clients in the mesh, as an adapter splits any: it leads to the same versions. */
export function meshSplit(route: IstioRoute, { name, host }: MeshRoute): IstioRoute {
  const { mark: _, meshRoute: __, stableSubset: ___, ...same } = route;
  const plain = (destination: Destination) => onAnyPort(destination, { namespace: route.namespace, host });
  const stable = route.stable && plain(route.stable);
  return {
    ...same,
    ...{ virtualService: name, route: { by: 'index', index: 0 }, missingSubsets: [] },
    ...(stable ? { stable } : {}),
    canary: plain(route.canary),
    before: stable ? [{ destination: stable, weight: 100 }] : [],
  };
}

/** Makes it with this weight. @throws Trouble `Conflict` when there is one already. */
export async function makeMeshRoute(
  cluster: Cluster,
  { route, host, service, fence }: { route: IstioRoute; host: string; service: string; fence: Fence },
  weight: Weight,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, virtualService: name, stable, canary, before } = route;
  const written: RouteDestination[] = [
    ...(stable ? [{ destination: stable, weight: 100 - weight }] : []),
    { destination: canary, weight },
  ];
  const record = { ...fence, weight, written, before, canary, subsets: [] };
  const metadata = {
    ...{ namespace, name, labels: { [meshRouteLabel]: service.split('/')[1] ?? service } },
    annotations: { [fenceAnnotation]: writeFence(undefined, service, record) },
  };
  const spec = { hosts: [host], gateways: ['mesh'], http: [{ route: written }] };
  await cluster.create({ apiVersion: apiVersionOf('VirtualService'), kind: 'VirtualService', metadata, spec }, signal);
}

/** Takes it away, if it is there. @throws Trouble `Superseded` when a later act, or a later release, holds it. */
export async function removeMeshRoute(
  cluster: Cluster,
  { reference, service, fence }: { reference: ObjectReference; service: string; fence: Fence },
  signal: AbortSignal,
): Promise<void> {
  const object = await cluster.get(reference.kind, reference.namespace, reference.name, signal);
  if (!object || !isMeshRoute(object)) return;
  refuseIfSuperseded(fence, routeFence(object, service), nameOf(reference));
  const { uid = '', resourceVersion = '' } = object.metadata;
  await cluster.remove(reference, { uid, resourceVersion }, signal);
}

/** Clients in the mesh call the Service by any of its ports, and keep theirs where no port is named. */
function onAnyPort(destination: Destination, { namespace, host }: { namespace: string; host: string }): Destination {
  if (fullHost(destination.host, namespace) !== host) return destination;
  const { port: _, ...rest } = destination;
  return rest;
}
