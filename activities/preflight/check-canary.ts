import type { ReleaseSpec } from '../../domain/release-spec.js';
import { numberAt } from '../kubernetes/json-value.js';
import { versionLabelsFor } from '../kubernetes/version-label.js';
import { readManifest } from './read-manifest.js';
import type { Findings } from './findings.js';
import { admissionOf, type CanaryFacts, type Surroundings } from './canary-facts.js';
import { checkFound } from './check-found.js';
import { type Labels, podLabelsOf } from './labels.js';
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
  const former = source.kind === 'image' ? around.stable?.version : undefined;
  const labels = { ...made.labels, ...versionLabelsFor(spec.canary.version, made.labels, former), ...admission };
  return { deployment: canaryName(spec), replicas: made.replicas, dark: 'label', deployed: 'by-us', admission, labels };
}

function fromStable({ stable }: Surroundings, findings: Findings): { labels: Labels; replicas: number } | undefined {
  if (stable) return stable;
  return findings.problem(
    'This is a first release: no version is there whose Deployment could be taken with another image; write the Deployment out (canary.manifest), or name one that runs (canary.deployment).',
  );
}

/** Undefined when it cannot be read: see `checkSource`. */
function fromManifest(text: string, { namespace }: ReleaseSpec): { labels: Labels; replicas: number } | undefined {
  const deployment = readManifest(text, namespace);
  if (typeof deployment === 'string') return undefined;
  return { labels: podLabelsOf(deployment), replicas: numberAt(deployment, 'spec', 'replicas') ?? 1 };
}
