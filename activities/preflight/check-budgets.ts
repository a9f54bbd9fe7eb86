import { isRecord, listAt, textAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { versionLabelIn } from '../kubernetes/version-label.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { type Labels, showLabels } from './labels.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

/** PodDisruptionBudgets that say something else of the versions during and after the release than they do of stable now. */
export function noteBudgets(stable: Version, canary: CanaryFacts, { budgets }: Survey, findings: Findings): void {
  for (const budget of budgets) {
    if (!covers(budget, stable.labels)) continue;
    const name = `PodDisruptionBudget ${budget.metadata.name}`;
    if (covers(budget, canary.labels))
      findings.note(
        `${name} counts the pods of both versions together: while both have users, evictions may take all those of one, as long as the other has enough.`,
      );
    else
      findings.note(
        `${name} covers ${stable.name} alone, and none of the canary's pods: make one for ${showLabels(versionLabelIn(canary.labels))} before it has users.`,
      );
  }
}

/** Whether a budget's selector has pods with these labels; an empty one has all of the namespace. */
function covers(budget: KubernetesObject, labels: Labels): boolean {
  if (!isRecord(valueAt(budget, 'spec', 'selector'))) return false;
  const wanted = Object.entries(textsAt(budget, 'spec', 'selector', 'matchLabels'));
  const rules = listAt(budget, 'spec', 'selector', 'matchExpressions');
  return wanted.every(([name, value]) => labels[name] === value) && rules.every((rule) => holds(rule, labels));
}

function holds(rule: unknown, labels: Labels): boolean {
  const value = labels[textAt(rule, 'key') ?? ''];
  const isListed = value !== undefined && listAt(rule, 'values').includes(value);
  const operator = textAt(rule, 'operator');
  if (operator === 'In') return isListed;
  if (operator === 'NotIn') return !isListed;
  return (operator === 'Exists') === (value !== undefined); // else DoesNotExist
}
