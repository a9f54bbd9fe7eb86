import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { workloadNameLabel } from '../kubernetes/workload-name.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import type { Labels } from './labels.js';
import type { Version } from './versions.js';

/** What a plan says of the versions, whatever splits their users' requests. */
export function plannedVersions(
  { namespace, service, canary: { version, previewService } }: ReleaseSpec,
  { stable, canary, port }: { stable: Version | undefined; canary: CanaryFacts; port: number },
  findings: Findings,
): Omit<Plan, 'route' | 'autoscaling' | 'notes'> {
  findings.note(
    `Before it has users, ${version} runs already: what it does by itself (queues, schedules, databases) it does for real.`,
  );
  const { labels, awaited: _, ...planned } = canary;
  return {
    ...{ namespace, service, port },
    ...(stable
      ? {
          stable: {
            version: stable.version ?? '',
            deployment: stable.name,
            replicas: stable.replicas,
            ...namedIn(stable.labels),
          },
        }
      : {}),
    canary: { version, ...planned, ...namedIn(labels) },
    ...(previewService === undefined ? {} : { previewService }),
  };
}

const namedIn = (labels: Labels): { workload?: string } => {
  const workload = labels[workloadNameLabel];
  return workload === undefined ? {} : { workload };
};
