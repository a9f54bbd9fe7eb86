import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { madeFrom } from './made-from.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Parts {
  service: KubernetesObject;
  stable: Version | undefined;
  canary: CanaryFacts;
}

/** What the canary's pods are made from, as far as it is known: whether the Service finds its port, and what they do by themselves. */
export function checkTemplate(spec: ReleaseSpec, parts: Parts, survey: Survey, findings: Findings): void {
  const template = valueAt(madeFrom(spec, parts.stable?.deployment, survey.deployments), 'spec', 'template', 'spec');
  if (template === undefined) return;
  checkPortNames(template, parts, findings);
  const migrations = listAt(template, 'initContainers')
    .flatMap((each) => textAt(each, 'name') ?? [])
    .filter((name) => !name.startsWith('istio-'));
  if (migrations.length > 0)
    findings.note(
      `Init containers of ${parts.canary.deployment} (${migrations.join(', ')}) run while it is dark: what they do they do for real.`,
    );
}

/** A Service may name a container's port instead of its number. */
function checkPortNames(template: unknown, { service, canary }: Parts, findings: Findings): void {
  const containers = [...listAt(template, 'containers'), ...listAt(template, 'initContainers')];
  const there = containers.flatMap((each) => listAt(each, 'ports').flatMap((port) => textAt(port, 'name') ?? []));
  for (const port of listAt(service, 'spec', 'ports')) {
    const wanted = textAt(port, 'targetPort');
    if (wanted === undefined || there.includes(wanted)) continue;
    findings.problem(
      `Service ${service.metadata.namespace}/${service.metadata.name} sends port ${numberAt(port, 'port')} to the container port called ${wanted}, which the pods of ${canary.deployment} lack (they name ${there.join(', ') || 'none'}): give their port that name.`,
    );
  }
}
