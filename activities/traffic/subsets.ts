import type { Subset } from '../../domain/plan.js';
import { isRecord, listAt, textAt, textsAt, valueAt } from '../kubernetes/json-value.js';

/** The subsets of a DestinationRule; none when there is no rule. */
export function subsetsOf(rule: unknown): Subset[] {
  return listAt(rule, 'spec', 'subsets').flatMap((entry) => {
    const name = textAt(entry, 'name');
    const trafficPolicy = valueAt(entry, 'trafficPolicy');
    const policy = isRecord(trafficPolicy) ? { trafficPolicy } : {};
    return isRecord(entry) && name !== undefined ? [{ name, labels: textsAt(entry, 'labels'), ...policy }] : [];
  });
}

/** Whether two subsets have the same pods. */
export function sameLabels(one: Subset['labels'], other: Subset['labels']): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
