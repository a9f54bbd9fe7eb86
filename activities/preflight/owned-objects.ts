import type { SplitRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { formOf } from '../traffic/route-form.js';
import { autoscalersOf } from '../workloads/read-autoscaler.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Owned } from './check-owners.js';
import type { RouteFacts } from './check-route.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Parts {
  route: RouteFacts;
  stable: Version | undefined;
  canary: CanaryFacts;
  destinations: SplitRoute;
}

/** What the release writes to, and somebody else may own. */
export function ownedObjects(spec: ReleaseSpec, parts: Parts, survey: Survey): Owned[] {
  const { route, stable, canary, destinations } = parts;
  const named = (objects: KubernetesObject[], name: string) => objects.find(({ metadata }) => metadata.name === name);
  const isIstio = destinations.kind === 'istio' && destinations.missingSubsets.length > 0;
  const rule = isIstio ? named(survey.destinationRules, destinations.destinationRule.name) : undefined;
  const form = formOf(route.object);
  const found =
    canary.deployed === 'found' && canary.dark === 'label' ? named(survey.deployments, canary.deployment) : undefined;
  const isLeft = spec.decommission === 'leave';
  return [
    { object: route.object, path: `.spec.${form.routes}[${route.route.index}].${form.destinations}` },
    { object: rule, path: '.spec.subsets' },
    {
      object: isLeft ? undefined : stable?.deployment,
      path: '.spec.replicas',
      instead: 'leave the version that is replaced to git (decommission: leave)',
    },
    { object: found, path: '.spec.template.metadata.labels' },
    ...autoscalersIn(spec, parts, survey),
  ];
}

function autoscalersIn(
  spec: ReleaseSpec,
  { stable, canary }: Pick<Parts, 'stable' | 'canary'>,
  { autoscalers }: Survey,
): Owned[] {
  if (spec.canary.autoscaling === 'leave' || !stable) return [];
  const instead = 'have autoscalers left alone (canary.autoscaling: leave)';
  return [stable.name, canary.deployment]
    .flatMap((name) => autoscalersOf(name, autoscalers))
    .map((object) => ({ object, path: '.spec.minReplicas', instead }));
}
