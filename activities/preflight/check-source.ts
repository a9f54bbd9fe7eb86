import type { ReleaseSpec } from '../../domain/release-spec.js';
import { createdBy } from '../workloads/canary-deployment.js';
import { canaryName } from './check-canary.js';
import type { Findings } from './findings.js';
import { readManifest } from './read-manifest.js';
import type { Survey } from './survey.js';

/** What we deploy ourselves: a manifest that can be read, and a name that nobody has. */
export function checkSource(spec: ReleaseSpec, survey: Survey, findings: Findings): void {
  const { source } = spec.canary;
  if (source.kind === 'found') return;
  const manifest = source.kind === 'manifest' ? readManifest(source.manifest, spec.namespace) : undefined;
  if (typeof manifest === 'string') findings.problem(`canary.manifest: ${manifest}.`);
  checkNameIsFree(spec, canaryName(spec), survey, findings);
}

function checkNameIsFree(
  { namespace, service }: ReleaseSpec,
  name: string,
  { deployments }: Survey,
  findings: Findings,
): void {
  const taken = deployments.find(({ metadata }) => metadata.name === name);
  if (!taken) return;
  const where = `Deployment ${namespace}/${name}`;
  const left = taken.metadata.annotations?.[createdBy];
  findings.problem(
    left === undefined
      ? `${where} is there already, and Sluice did not make it: to release it as it is, name it (canary.deployment: ${name}, instead of an image or a manifest); or delete it.`
      : `${where} was left by release ${left}: \`sluice rollback ${namespace}/${service}\` takes it away when that was ended by force; else delete it, or name it (canary.deployment: ${name}, instead of an image or a manifest).`,
  );
}
