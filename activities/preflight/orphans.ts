import type { Fence } from '../../domain/fence.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { routeFence } from '../traffic/find-route.js';
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
  const routes = routeObjects(survey, namespace).map((object) => routeFence(object, `${namespace}/${service}`));
  const orphans = [...routes, pods?.split && pods].flatMap((left) =>
    left && !left.ended && left.release !== fence.release ? [left] : [],
  );
  for (const left of orphans)
    findings.problem(
      `Release ${left.release} was ended by force, and left the canary at weight ${left.weight ?? 'unknown'}: \`sluice rollback ${namespace}/${service}\` puts that back.`,
    );
  return orphans.length > 0;
}

/** All objects of the namespace that have routes. */
export function routeObjects({ virtualServices, gatewayRoutes }: Survey, namespace: string): KubernetesObject[] {
  return [...virtualServices, ...gatewayRoutes].filter(({ metadata }) => metadata.namespace === namespace);
}
