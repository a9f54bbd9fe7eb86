import { workloadNameLabel, workloadNameOf } from '../kubernetes/workload-name.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import type { Version } from './versions.js';

/** Where the mesh counts: requests to both versions that are counted under one name nobody could tell apart. */
export function checkToldApart(stable: Version | undefined, canary: CanaryFacts, findings: Findings): void {
  const name = workloadNameOf(canary.deployment, canary.labels);
  if (stable && workloadNameOf(stable.name, stable.labels) === name)
    findings.problem(
      `Istio's metrics call the pods of ${stable.name} and of ${canary.deployment} alike, ${name}, by their label ${workloadNameLabel}: leave it out of one.`,
    );
}
