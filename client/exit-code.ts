import type { Outcome } from '../domain/release-state.js';
import { Refused } from './errors.js';

/** What a command tells the shell: 0 done, 1 a fault, 2 a mistake that the user can mend, 3 rolled back, 4 aborted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

const byOutcome: Record<Outcome['kind'], ExitCode> = { released: 0, refused: 2, 'rolled-back': 3, aborted: 4 };

/** Every way that a release can end. */
export const outcomes = ['released', 'refused', 'rolled-back', 'aborted'] as const satisfies Outcome['kind'][];

/** The code of a release's end; 0 too for the end that was asked for (an abort that ends `aborted`). */
export function codeOf(outcome: Outcome, wanted?: Outcome['kind']): ExitCode {
  return outcome.kind === wanted ? 0 : byOutcome[outcome.kind];
}

/** The code of what went wrong. */
export function codeOfError(error: unknown): ExitCode {
  return error instanceof Refused ? 2 : 1;
}
