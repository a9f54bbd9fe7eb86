import { plain } from '../domain/plain.js';

/** Something wrong in the text of a spec: where, and what was expected there. Both can be shown anywhere as they are. */
export interface SpecProblem {
  /** Counted from 1. */
  line: number;
  column: number;
  /** Such as `spec.steps[2].weight`; empty for the whole. */
  path: string;
  message: string;
  /** How many problems this one stands for that are not listed; undefined: it is one itself. */
  more?: number;
}

/** A problem as one line for a person: `line 7, spec.steps.by: ...`. */
export function showProblem({ line, path, message }: SpecProblem): string {
  return `line ${line}${path === '' ? '' : `, ${path}`}: ${message}`;
}

/** `1 problem`, `8000 problems`: with those that are not listed. */
export function countProblems(problems: readonly SpecProblem[]): string {
  const count = problems.reduce((sum, { more = 1 }) => sum + more, 0);
  return count === 1 ? '1 problem' : `${count} problems`;
}

/** A path as people write it; one that is very long is cut. */
export function showPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${shown(String(part), 60)}`));
  return shown(parts.join('').replace(/^\./, ''), 300);
}

/** Words of anybody's for a line of a terminal or a log: nothing in them steers it, and what is very long is cut. */
export function shown(text: string, most: number): string {
  return plain(text.length > most ? `${text.slice(0, most)}…` : text);
}
