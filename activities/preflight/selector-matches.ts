import { isRecord, listAt, textAt, textsAt } from '../kubernetes/json-value.js';
import type { Labels } from './labels.js';

/** Whether a selector as pods' rules have it (matchLabels, matchExpressions) selects these labels. None selects nothing, an empty one all. */
export function selectorMatches(selector: unknown, labels: Labels): boolean {
  if (!isRecord(selector)) return false;
  const isWanted = ([name, value]: [string, string]) => labels[name] === value;
  return (
    Object.entries(textsAt(selector, 'matchLabels')).every(isWanted) &&
    listAt(selector, 'matchExpressions').every((each) => holds(each, labels))
  );
}

function holds(expression: unknown, labels: Labels): boolean {
  const [key = '', operator] = [textAt(expression, 'key'), textAt(expression, 'operator')];
  const isThere = Object.hasOwn(labels, key);
  const isListed = isThere && listAt(expression, 'values').includes(labels[key]);
  if (operator === 'In') return isListed;
  if (operator === 'NotIn') return !isListed;
  if (operator === 'Exists') return isThere;
  return operator === 'DoesNotExist' && !isThere;
}
