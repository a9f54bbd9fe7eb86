import { distance } from 'fastest-levenshtein';

/** `; did you mean reviews?` when one of the known names is near to what was written; else nothing. */
export function suggestion(written: string, known: readonly string[]): string {
  const close = known.map((name) => ({ name, steps: distance(written.toLowerCase(), name.toLowerCase()) }));
  const [best] = close.toSorted((a, b) => a.steps - b.steps);
  return best && best.steps <= Math.max(1, Math.floor(written.length / 3)) ? `; did you mean ${best.name}?` : '';
}
