import type { MeshRoute } from '../../domain/plan.js';
import { listAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { meshRouteName } from '../traffic/mesh-route.js';
import { fullHost } from '../traffic/route-destinations.js';
import { cameBy } from './came.js';
import type { Serving } from './check-ruled.js';
import type { Findings } from './findings.js';
import { cameByGateway, gatewaysOf } from './gateway-pods.js';
import type { RouteSpec } from './named-route.js';
import { holdersOf, hostsOf, isForMesh } from './rulers.js';
import type { Seen } from './seen.js';
import { shareOfPods } from './share-of-pods.js';

interface Unruled {
  /** The VirtualServices whose hosts and gateways leave the mesh out. */
  rulers: KubernetesObject[];
  /** These, and the one with the route. */
  own: KubernetesObject[];
  serving: Serving;
}

/**
 * Clients in the mesh that call a Service whose route is for others alone. Answers the route of ours that rules them for
 * the time of the release; undefined where there can be none, or none is wanted.
 */
export function closeMesh(
  spec: RouteSpec,
  { rulers, own, serving }: Unruled,
  seen: Seen,
  findings: Findings,
): MeshRoute | undefined {
  const { namespace, service } = spec;
  const name = meshRouteName(service);
  const gateways = rulers.flatMap(gatewaysOf);
  const why = whyNot(spec, { own, name }, seen);
  const isClosed = spec.ways === 'close' && serving.stable !== 'first' && why === undefined;
  const stable = serving.stable === 'first' ? undefined : serving.stable;
  const share = serving.canary ? ` (the canary by its share of them, ${shareOfPods(serving.canary, stable)})` : '';
  findings.way({
    text: `${rulers.map(reason).join('; ')}: clients in the mesh that call ${service} go by no route of the release, and get every pod behind it${share}.${why === undefined ? '' : ` ${why}`}`,
    came: cameBy(
      seen.callers,
      'request',
      (caller) => caller.service === service && !caller.isBare && !cameByGateway(caller, gateways, seen.gateways),
    ),
    remedy: rulers.every(isForMesh)
      ? `Add ${service} to its hosts`
      : `Add ${service} to its hosts and \`mesh\` to its gateways`,
    ...(isClosed
      ? { closed: `VirtualService ${namespace}/${name} gives them the same weights until the release ends.` }
      : {}),
  });
  if (!isClosed) return undefined;
  return { name, host: fullHost(service, namespace), canaryLeaves: serving.canary?.dark !== 'route' };
}

function reason(ruler: KubernetesObject): string {
  const which = isForMesh(ruler)
    ? `the hosts ${hostsOf(ruler).join(', ')}`
    : `gateways alone (${listAt(ruler, 'spec', 'gateways').join(', ')})`;
  return `${showObject(ruler)} is for ${which}`;
}

/** What keeps a route of ours from ruling them, in a sentence. */
function whyNot(
  spec: RouteSpec,
  { own, name }: { own: KubernetesObject[]; name: string },
  { survey }: Seen,
): string | undefined {
  const [holder] = holdersOf(spec, { own, loosely: true }, survey);
  if (holder) return `Sluice can add none for them: ${showObject(holder)} is for that host there.`;
  const isTaken = survey.virtualServices.some(
    ({ metadata }) => metadata.name === name && metadata.namespace === spec.namespace,
  );
  if (isTaken) return `Sluice can add none for them: there is a VirtualService ${spec.namespace}/${name} already.`;
  if (spec.decommission === 'leave')
    return 'Sluice adds none for them: the former pods stay in the Service at the end (decommission: leave), and clients would get both versions then.';
  return undefined;
}
