import type { Fence } from '../../domain/fence.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { routeFence } from '../traffic/find-route.js';
import { isMeshRoute } from '../traffic/mesh-route.js';
import { podsFence } from '../traffic/pods-fence.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';

/** A release that is gone without an end has left its split behind, on whatever route, or in its pods: it must be taken back first. */
export function hasOrphan(
  { namespace, service }: ReleaseSpec,
  fence: Fence,
  survey: Survey,
  findings: Findings,
): boolean {
  const users = survey.services.find(({ metadata }) => metadata.name === service);
  const pods = podsFence(users, { namespace, service });
  const objects = routeObjects(survey, namespace);
  const fenceOf = (object: KubernetesObject) => routeFence(object, `${namespace}/${service}`);
  const routes = objects.filter((object) => !isMeshRoute(object)).map(fenceOf);
  const orphans = [...routes, pods?.split && pods].flatMap((left) =>
    left && !left.ended && left.release !== fence.release ? [left] : [],
  );
  // It ends with its release's other route; made too late by a worker that died then, it is alone.
  const alone = objects.filter((object) => {
    const left = isMeshRoute(object) ? fenceOf(object) : undefined;
    return left && left.release !== fence.release && !orphans.some(({ release }) => release === left.release);
  });
  for (const object of alone)
    findings.problem(
      `${showObject(object)} was left by ${fenceOf(object)?.release}, which has ended: delete it (kubectl -n ${namespace} delete virtualservices.networking.istio.io ${object.metadata.name}).`,
    );
  for (const left of orphans)
    findings.problem(
      `Release ${left.release} was ended by force, and left the canary at weight ${left.weight ?? 'unknown'}: \`sluice rollback ${namespace}/${service}\` puts that back.`,
    );
  return orphans.length + alone.length > 0;
}

/** All objects of the namespace that have routes. */
export function routeObjects(
  { virtualServices, gatewayRoutes }: Pick<Survey, 'virtualServices' | 'gatewayRoutes'>,
  namespace: string,
): KubernetesObject[] {
  return [...virtualServices, ...gatewayRoutes].filter(({ metadata }) => metadata.namespace === namespace);
}
