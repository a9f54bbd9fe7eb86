/** Something wrong in the text of a spec: where, and what was expected there. */
export interface SpecProblem {
  /** Counted from 1. */
  line: number;
  column: number;
  /** Such as `spec.steps[2].weight`; empty for the whole. */
  path: string;
  message: string;
}

/** A problem as one line for a person: `line 7, spec.steps.by: ...`. */
export function showProblem({ line, path, message }: SpecProblem): string {
  return `line ${line}${path === '' ? '' : `, ${path}`}: ${message}`;
}

/** A path as people write it. */
export function showPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
