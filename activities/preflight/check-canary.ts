import type { ReleaseSpec } from '../../domain/release-spec.js';
import { numberAt } from '../kubernetes/json-value.js';
import { versionLabelsFor } from '../kubernetes/version-label.js';
import { workloadNameLabel } from '../kubernetes/workload-name.js';
import { readManifest } from './read-manifest.js';
import type { Findings } from './findings.js';
import { admissionOf, type CanaryFacts, type Surroundings } from './canary-facts.js';
import { checkFound } from './check-found.js';
import { type Labels, podLabelsOf, showLabels } from './labels.js';
import type { Survey } from './survey.js';

/** The name of the canary's Deployment: the one that was found or written out, or the service and the version. */
export function canaryName({ namespace, service, canary: { source, version } }: ReleaseSpec): string {
  if (source.kind === 'found') return source.deployment;
  const manifest = source.kind === 'manifest' ? readManifest(source.manifest, namespace) : undefined;
  if (typeof manifest === 'object') return manifest.metadata.name;
  return `${service}-${version}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 63)
    .replace(/-+$/, '');
}

/** The canary's facts; undefined when there can be none, which is a problem. */
export function checkCanary(
  spec: ReleaseSpec,
  around: Surroundings,
  survey: Survey,
  findings: Findings,
): CanaryFacts | undefined {
  const { source } = spec.canary;
  if (source.kind === 'found') return checkFound(spec, source.deployment, { ...around, survey }, findings);
  const made = source.kind === 'image' ? fromStable(around, findings) : fromManifest(source.manifest, spec);
  if (!made) return undefined;
  const admission = admissionOf(around);
  const { stable } = around;
  const former = source.kind === 'image' ? stable?.version : undefined;
  const says = versionLabelsFor(spec.canary.version, { stable: stable?.labels, own: made.labels, former });
  checkSaid(spec, { made: made.labels, says }, findings);
  const labels = { ...made.labels, ...says, ...admission };
  return {
    deployment: canaryName(spec),
    replicas: made.replicas,
    dark: 'label',
    deployed: 'by-us',
    admission,
    says,
    labels,
  };
}

function fromStable({ stable }: Surroundings, findings: Findings): { labels: Labels; replicas: number } | undefined {
  if (stable) {
    const { [workloadNameLabel]: _, ...labels } = stable.labels; // else its requests would be counted as stable's
    return { labels, replicas: stable.replicas };
  }
  return findings.problem(
    'This is a first release: no version is there whose Deployment could be taken with another image; write the Deployment out (canary.manifest), or name one that runs (canary.deployment).',
  );
}

/** What a manifest says of its version is not overwritten. */
function checkSaid(
  { canary: { source, version } }: ReleaseSpec,
  { made, says }: { made: Labels; says: Labels },
  findings: Findings,
): void {
  const wrong = Object.entries(made).filter(([name, value]) => name in says && value !== version);
  if (source.kind === 'manifest' && wrong.length > 0)
    findings.problem(
      `canary.manifest has pods with the label ${showLabels(Object.fromEntries(wrong))}, and canary.version is ${version}: write the same.`,
    );
}

/** Undefined when it cannot be read: see `checkSource`. */
function fromManifest(text: string, { namespace }: ReleaseSpec): { labels: Labels; replicas: number } | undefined {
  const deployment = readManifest(text, namespace);
  if (typeof deployment === 'string') return undefined;
  return { labels: podLabelsOf(deployment), replicas: numberAt(deployment, 'spec', 'replicas') ?? 1 };
}
