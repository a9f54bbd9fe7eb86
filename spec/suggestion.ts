import { distance } from 'fastest-levenshtein';

/** `; did you mean reviews?` when one of the known names is near to what was written; else nothing. */
export function suggestion(written: string, known: readonly string[]): string {
  const far = Math.max(1, Math.floor(written.length / 3));
  const close = known
    .filter((name) => Math.abs(name.length - written.length) <= far) // no farther than that is any other, however long
    .map((name) => ({ name, steps: distance(written.toLowerCase(), name.toLowerCase()) }));
  const [best] = close.toSorted((a, b) => a.steps - b.steps);
  return best && best.steps <= far ? `; did you mean ${best.name}?` : '';
}
