import { suggestion } from './suggestion.js';

/**
 * What may have been meant by a key that is not known at a place: where it belongs, or one that is written nearly so, from
 * the place itself if it has one. Known keys are paths such as `spec.steps[].weight`.
 */
export function hintFor(key: string, place: readonly PropertyKey[], known: readonly string[]): string {
  const here = place
    .map((part) => (typeof part === 'number' ? '[]' : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  const keys = known.map(parted);
  const siblings = keys.filter(({ parent }) => parent === here).map(({ name }) => name);
  if (siblings.length === 0)
    return suggestion(
      key,
      keys.map(({ name }) => name),
    );
  const elsewhere = keys
    .filter(({ name, parent }) => name === key && !parent.includes('*'))
    .map(({ parent }) => parent || 'the top');
  if (elsewhere.length > 0) return `; it belongs under ${elsewhere.join(' or ')}`;
  return (
    suggestion(key, siblings) ||
    suggestion(
      key,
      keys.map(({ name }) => name),
    )
  );
}

function parted(path: string) {
  const dot = path.lastIndexOf('.');
  return { parent: path.slice(0, Math.max(0, dot)), name: path.slice(dot + 1) };
}
