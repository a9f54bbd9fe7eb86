import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { probesLabel } from '../probes/own-objects.js';
import { versionOfLabel } from '../traffic/version-services.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { type Labels, selectorOf, selects } from './labels.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Parts {
  service: KubernetesObject;
  stable: Version | undefined;
  canary: CanaryFacts;
}

/** On the Services that releases make: for probes, and, by other routes, for versions. */
const ours = [probesLabel, versionOfLabel];

/** Other Services that have pods of the release: the share that their callers get is another, or none. */
export function checkSelectors(
  { namespace }: ReleaseSpec,
  { service, stable, canary }: Parts,
  { services }: Survey,
  findings: Findings,
): void {
  const dark: Labels = Object.fromEntries(
    Object.entries(canary.labels).filter(([name]) => !Object.hasOwn(canary.admission, name)),
  );
  for (const other of services) {
    if (other === service || ours.some((label) => other.metadata.labels?.[label] !== undefined)) continue;
    const selector = selectorOf(other);
    const where = `Service ${namespace}/${other.metadata.name}`;
    if (selects(selector, dark))
      findings.way({
        text: `${where} selects the canary's pods, too, while they are dark: who calls it gets the canary whatever the weight.`,
        remedy: "Have it select by what the users' Service selects",
      });
    else if (stable && selects(selector, stable.labels) && !selects(selector, canary.labels))
      findings.way({
        text: `${where} selects the pods of ${stable.name} and not the canary's: with all users on the canary it has none.`,
        remedy: 'Have it select both versions',
      });
  }
}
