import { type Document, isMap, isPair, isScalar, isSeq, Scalar, type YAMLMap } from 'yaml';
import { shown } from './problem.js';
import type { Allowed, Complain } from './yaml-tokens.js';

/**
 * Tells the keys that stand twice in one object, those that would take over what another object has, and those that would be
 * lost on the way.
 */
export function checkKeys({ contents }: Document, { aliases = false }: Allowed, complain: Complain): void {
  const rest: unknown[] = [contents];
  while (rest.length > 0) {
    const node = rest.pop();
    if (isMap(node)) checkMap(node, aliases, complain);
    if (isMap(node) || isSeq(node)) for (const item of node.items) rest.push(isPair(item) ? item.value : item);
  }
}

function checkMap({ items }: YAMLMap, aliases: boolean, complain: Complain): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue; // that is told as the parser's error
    const name = String(key.value);
    const offset = key.range?.[0] ?? 0;
    const isMerge = key.type === Scalar.PLAIN && name === '<<';
    if (isMerge && !aliases)
      complain(offset, 'a merge key (<<) takes over what stands elsewhere: write it out here', true);
    else if (name === '__proto__') complain(offset, 'no key can be called __proto__: leave it out', false);
    else if (seen.has(name)) complain(offset, `${nameOf(name)} stands in this object already`, false);
    seen.add(name);
  }
}

/** A key as messages have it. */
export function nameOf(key: string): string {
  return /^[^\s"'`,:]+$/.test(key) ? shown(key, 60) : `"${shown(key, 60)}"`;
}
