import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { Findings } from './findings.js';
import { showLabels } from './labels.js';
import type { Survey } from './survey.js';
import { type Version, versionsBehind } from './versions.js';

/** The version whose pods the Service has. `first`: none is deployed. Undefined: it cannot be told, a problem. */
export function checkStablePods(
  { service: name, canary }: ReleaseSpec,
  { service, canaryName }: { service: KubernetesObject; canaryName: string },
  { deployments }: Survey,
  findings: Findings,
): Version | 'first' | undefined {
  const behind = versionsBehind(service, deployments).filter((each) => each.name !== canaryName);
  const [stable, ...others] = behind;
  if (!stable) return 'first';
  if (others.length > 0)
    return findings.problem(
      `Service ${name} has the pods of ${behind.map((each) => each.name).join(' and ')}: leave it those of one version, then release.`,
    );
  if (stable.version === canary.version)
    return findings.problem(
      `${canary.version} is what users get now (${stable.name}): release another version, or deploy the one that was before.`,
    );
  if (stable.version === undefined)
    return findings.problem(
      `The pods of ${stable.name} have no label \`version\` and no \`app.kubernetes.io/version\` (they have ${showLabels(stable.labels)}), by which versions are told apart: add one.`,
    );
  return stable;
}
