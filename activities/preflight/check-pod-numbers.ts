import type { ReleaseSpec } from '../../domain/release-spec.js';
import { textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { autoscalersOf } from '../workloads/read-autoscaler.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

/** What keeps a Service from giving each of its pods as much as any other. */
export function checkEvenness(service: KubernetesObject, findings: Findings): void {
  const { name, annotations = {} } = service.metadata;
  if (textAt(service, 'spec', 'sessionAffinity') === 'ClientIP')
    findings.problem(
      `Service ${name} has sessionAffinity: a client keeps its pod, so the share of the pods is not that of the requests, and one that had the canary keeps it; take that away, or release by a route (traffic.istio, traffic.gatewayApi).`,
    );
  const near = [
    ...(textAt(service, 'spec', 'internalTrafficPolicy') === 'Local' ? ['internalTrafficPolicy: Local'] : []),
    ...(textAt(service, 'spec', 'externalTrafficPolicy') === 'Local' ? ['externalTrafficPolicy: Local'] : []),
    ...(textAt(service, 'spec', 'trafficDistribution') === undefined ? [] : ['trafficDistribution']),
    ...(annotations['service.kubernetes.io/topology-mode'] === undefined
      ? []
      : ['service.kubernetes.io/topology-mode']),
  ];
  if (near.length > 0)
    findings.way({
      text: `Service ${name} keeps requests near their clients (${near.join(', ')}): who gets the canary depends on where its pods are, and the share of the pods is not that of the requests.`,
      remedy: 'Take that away',
    });
}

/** Numbers of pods with which no share can be made, or the load not be served. */
export function checkSize(
  spec: ReleaseSpec,
  stable: Version | undefined,
  canary: CanaryFacts,
  findings: Findings,
): void {
  const { name, replicas = 0 } = stable ?? {};
  if (canary.dark === 'route')
    findings.problem(
      `The pods of ${canary.deployment} have what Service ${spec.service} selects: they get users already; take the label from its pods, or release by a route (traffic.istio, traffic.gatewayApi).`,
    );
  if (stable && replicas === 0)
    findings.problem(`${name} has 0 replicas: nobody serves users now, and there is nothing to take a share of.`);
  if (canary.replicas < Math.max(1, replicas))
    findings.problem(
      `${canary.deployment} has ${canary.replicas} replicas, and ${Math.max(1, replicas)} serve the load now: with all users it would have too few; give it as many.`,
    );
}

/** It would take the pods that stable gives up for a lack of load, or put back what was given up. */
export function checkScaled(
  { canary: { autoscaling } }: ReleaseSpec,
  { stable, canary }: { stable: Version | undefined; canary: CanaryFacts },
  { autoscalers }: Survey,
  findings: Findings,
): void {
  for (const name of [stable?.name, canary.deployment])
    for (const { metadata } of autoscalersOf(name ?? '', autoscalers))
      findings.problem(
        `HorizontalPodAutoscaler ${metadata.name} scales ${name}, whose number of pods is a part of the share here: it would put back what the release takes away; delete it for the time of the release, or release by a route (traffic.istio, traffic.gatewayApi).`,
      );
  if (autoscaling !== undefined && autoscaling !== 'leave')
    findings.problem(
      'canary.autoscaling: where pods are the share (traffic.replicas) nothing is autoscaled: leave this out.',
    );
}
