import type { Bounds } from '../../domain/capacity.js';
import type { PlannedAutoscaling } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { autoscalersOf, boundsOf } from '../workloads/read-autoscaler.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { type FoundAutoscalers as Found, noteHeld, noteLeft, noteMetrics } from './note-autoscalers.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Versions {
  stable: Version | undefined;
  canary: CanaryFacts;
}

/** What scales the versions, and what the release makes of it; undefined: nothing does, or it is to be left alone. */
export function checkAutoscalers(
  { canary: { autoscaling: wanted } }: ReleaseSpec,
  { stable, canary }: Versions,
  { autoscalers }: Survey,
  findings: Findings,
): PlannedAutoscaling | undefined {
  const found = {
    ofStable: onlyOne(stable?.name, autoscalers, findings),
    ofCanary: onlyOne(canary.deployment, autoscalers, findings),
  };
  if (wanted === 'leave') return noteLeft(found, findings);
  if (wanted) checkWanted(found, findings);
  if (!stable || (!found.ofStable && !found.ofCanary)) return undefined;
  for (const each of [found.ofStable, found.ofCanary]) checkMaster(each, findings);
  const bounds = boundsFor(wanted ?? {}, found);
  if (bounds && bounds.max < stable.replicas)
    findings.problem(
      `The autoscaler of ${canary.deployment} allows it ${bounds.max} ${bounds.max === 1 ? 'pod' : 'pods'} at most, and ${stable.name}, which has all users now, has ${stable.replicas}: allow it as many (${found.ofCanary ? `maxReplicas of HorizontalPodAutoscaler ${found.ofCanary.metadata.name}` : 'canary.autoscaling.max'}).`,
    );
  if (bounds && bounds.min > bounds.max)
    findings.problem(
      `canary.autoscaling: the least number of pods (${bounds.min}) is above the most (${bounds.max}); what is not written here is as stable's autoscaler has it: write both so that they fit.`,
    );
  noteMetrics(found, findings);
  const isMade = found.ofStable && !found.ofCanary && (canary.deployed === 'by-us' || wanted);
  noteHeld({ stable, canary }, found, isMade ? bounds : undefined, findings);
  return isMade && bounds ? { make: { name: newName(canary.deployment, autoscalers), ...bounds } } : {};
}

function onlyOne(
  deployment: string | undefined,
  all: KubernetesObject[],
  findings: Findings,
): KubernetesObject | undefined {
  const [first, ...others] = autoscalersOf(deployment ?? '', all);
  const names = [first, ...others].map((each) => each?.metadata.name).join(', ');
  if (others.length === 0) return first;
  return findings.problem(
    `HorizontalPodAutoscalers ${names} all scale Deployment ${deployment}, and Kubernetes obeys none of them: delete all but one.`,
  );
}

function checkWanted({ ofStable, ofCanary }: Found, findings: Findings): void {
  if (ofCanary)
    findings.problem(
      `canary.autoscaling: the canary has an autoscaler of its own, ${ofCanary.metadata.name}, whose bounds hold: leave the bounds out here.`,
    );
  else if (!ofStable)
    findings.problem(
      'canary.autoscaling: no autoscaler scales the stable version, and the canary gets its metrics from there: make one for the canary, or leave out canary.autoscaling.',
    );
}

/** Somebody who writes the autoscaler anew, as KEDA does, sets its bounds back. */
function checkMaster(autoscaler: KubernetesObject | undefined, findings: Findings): void {
  const master = listAt(autoscaler, 'metadata', 'ownerReferences').find(
    (each) => textAt(each, 'kind') !== 'Deployment',
  );
  if (!autoscaler || master === undefined) return;
  findings.problem(
    `HorizontalPodAutoscaler ${autoscaler.metadata.name} belongs to ${textAt(master, 'kind')} ${textAt(master, 'name')}, which would set its bounds back in the middle of the release: have it left alone (canary.autoscaling: leave).`,
  );
}

function boundsFor(
  wanted: { min?: number | undefined; max?: number | undefined },
  { ofStable, ofCanary }: Found,
): Bounds | undefined {
  if (ofCanary) return boundsOf(ofCanary);
  if (!ofStable) return undefined;
  const { min, max } = boundsOf(ofStable);
  return { min: wanted.min ?? Math.max(1, min), max: wanted.max ?? max };
}

function newName(wanted: string, all: KubernetesObject[]): string {
  return all.some(({ metadata }) => metadata.name === wanted) ? `${wanted}-sluice` : wanted;
}
