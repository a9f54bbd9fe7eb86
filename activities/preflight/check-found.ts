import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textsAt } from '../kubernetes/json-value.js';
import { versionLabelIn, versionLabelsFor } from '../kubernetes/version-label.js';
import { admissionOf, type CanaryFacts, type Surroundings } from './canary-facts.js';
import type { Findings } from './findings.js';
import { type Labels, selects, selectorOf, showLabels } from './labels.js';
import type { Survey } from './survey.js';
import { type Version, versionOf } from './versions.js';

/** The facts of a canary that somebody else's pipeline deploys. One that is not there yet is waited for. */
export function checkFound(
  spec: ReleaseSpec,
  name: string,
  around: Surroundings & { survey: Survey },
  findings: Findings,
): CanaryFacts {
  const { version } = spec.canary;
  const found = around.survey.deployments.find(({ metadata }) => metadata.name === name);
  const admission = admissionOf(around);
  if (!found) {
    findings.note(`Deployment ${spec.namespace}/${name} is not there yet: the release waits for it.`);
    const replicas = around.stable?.replicas ?? 1;
    const says = versionLabelsFor(version, { stable: around.stable?.labels });
    const labels = { ...admission, ...says };
    return { deployment: name, replicas, dark: 'label', deployed: 'found', admission, says, labels, awaited: true };
  }
  const canary = versionOf(found);
  checkLabels(spec, canary, findings);
  const lacking = Object.fromEntries(Object.entries(admission).filter(([key, value]) => canary.labels[key] !== value));
  checkSelector(canary, lacking, findings);
  const dark = Object.keys(lacking).length === 0 ? 'route' : 'label';
  if (dark === 'route' && !around.stable && selects(selectorOf(around.service), canary.labels))
    findings.problem(
      `${name} gets all requests already: it is the only version behind Service ${spec.service}; there is nothing to release.`,
    );
  const labels = { ...canary.labels, ...lacking };
  const says = versionLabelIn(canary.labels);
  return { deployment: name, replicas: canary.replicas, dark, deployed: 'found', admission: lacking, says, labels };
}

function checkLabels({ canary: { version } }: ReleaseSpec, canary: Version, findings: Findings): void {
  if (canary.version !== version)
    findings.problem(
      `The pods of ${canary.name} have ${canary.version === undefined ? 'no label `version` and no `app.kubernetes.io/version`' : `the label ${showLabels(versionLabelIn(canary.labels))}`}, and canary.version is ${version}: make them the same.`,
    );
  const own = textsAt(canary.deployment, 'spec', 'selector', 'matchLabels');
  if (Object.keys(own).length === 0 || listAt(canary.deployment, 'spec', 'selector', 'matchExpressions').length > 0)
    findings.problem(
      `${canary.name} selects its pods by matchExpressions: no Service can be made for them alone; delete it, and deploy it with matchLabels.`,
    );
}

/** A label that the Deployment selects by cannot be changed. */
function checkSelector({ deployment, name }: Version, lacking: Labels, findings: Findings): void {
  const own = textsAt(deployment, 'spec', 'selector', 'matchLabels');
  for (const [key, value] of Object.entries(lacking))
    if (own[key] !== undefined)
      findings.problem(
        `${name} selects its pods by ${key}=${own[key]}, and the Service wants ${key}=${value}: a Deployment's selector cannot be changed; delete it, and deploy it with ${key}=${value}.`,
      );
}
