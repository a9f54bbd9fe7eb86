import type { IstioRoute } from '../../domain/plan.js';
import { isRecord, listAt, textAt, textsAt } from '../kubernetes/json-value.js';

/** A version as a DestinationRule names it. */
export type Subset = IstioRoute['missingSubsets'][number];

/** The subsets of a DestinationRule; none when there is no rule. */
export function subsetsOf(rule: unknown): Subset[] {
  return listAt(rule, 'spec', 'subsets').flatMap((entry) => {
    const name = textAt(entry, 'name');
    return isRecord(entry) && name !== undefined ? [{ name, labels: textsAt(entry, 'labels') }] : [];
  });
}

/** Whether two subsets have the same pods. */
export function sameLabels(one: Subset['labels'], other: Subset['labels']): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
