import type { VersionService } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { createdBy } from '../workloads/canary-deployment.js';
import { previewLabel } from '../workloads/preview-service.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';

/** The Service by which people get the canary alone: a name that nobody has, `made` for the route neither, and pods whose labels are known. */
export function checkPreviewService(
  { namespace, service, canary: { previewService: name } }: ReleaseSpec,
  { canary, made }: { canary: CanaryFacts; made: VersionService[] },
  { services }: Survey,
  findings: Findings,
): void {
  if (name === undefined) return;
  const there = services.find(({ metadata }) => metadata.name === name);
  const where = `canary.previewService: Service ${namespace}/${name}`;
  const left = there?.metadata.labels?.[previewLabel] === service ? there.metadata.annotations?.[createdBy] : undefined;
  if (left !== undefined)
    findings.problem(
      `${where} was left by release ${left}: \`sluice rollback ${namespace}/${service}\` takes it away when that was ended by force; else delete it.`,
    );
  else if (there)
    findings.problem(
      `${where} is there already, and Sluice did not make it: give the preview Service a name of its own.`,
    );
  else if (made.some((each) => each.name === name))
    findings.problem(`${where} is what the route is to lead to: give the preview Service a name of its own.`);
  if (canary.awaited)
    findings.problem(
      `canary.previewService: Deployment ${namespace}/${canary.deployment} is not there yet, and nobody knows the labels of its pods: deploy it first, or do without.`,
    );
  findings.note(
    `Service ${namespace}/${name} has the canary's pods alone, from their deployment to the end of the release: who calls it gets the canary whatever the weight.`,
  );
}
