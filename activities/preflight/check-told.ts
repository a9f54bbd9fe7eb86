import { labelTelling } from '../kubernetes/version-label.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { selects, showLabels } from './labels.js';
import type { Version } from './versions.js';

/** Whether some label tells stable's pods from the canary's: else whatever selects them selects both, which is a problem. */
export function checkTold(stable: Version, canary: CanaryFacts, findings: Findings): void {
  if (!selects(labelTelling(stable.labels, canary.labels), canary.labels)) return;
  findings.problem(
    `The pods of ${canary.deployment} have all the labels of those of ${stable.name} (${showLabels(stable.labels)}): give them one in which they differ, such as \`version\`.`,
  );
}
