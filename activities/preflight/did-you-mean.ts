import { suggestion } from '../../spec/suggestion.js';

/** What there is instead, to end a sentence that something is not there. */
export function didYouMean(wanted: string, names: string[]): string {
  if (names.length === 0) return '; there are none.';
  const meant = suggestion(wanted, names);
  if (names.length === 1) return meant === '' ? `; there is ${names[0]}.` : `; did you mean ${names[0]}?`;
  const list = `${names.slice(0, 10).join(', ')}${names.length > 10 ? ' …' : ''}`;
  return meant === '' ? `; there are ${list}.` : `${meant} There are ${list}.`;
}
