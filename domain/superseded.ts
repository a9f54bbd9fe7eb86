import { advance, enter, isBack, rollBack } from './enter.js';
import { noted } from './journal.js';
import type { Next } from './release-event.js';
import { phaseOf, type ReleaseState } from './release-state.js';
import { stay, without } from './run.js';
import { textField } from './text-field.js';

/** Who takes the place of a release. */
export interface Superseder {
  release: string;
  version: string;
  by: string;
}

/** Reads whatever came with the signal `supersede`. Never throws. */
export function supersederFrom(payload: unknown): Superseder {
  return {
    release: textField(payload, 'release') ?? 'another release',
    version: textField(payload, 'version') ?? '',
    by: textField(payload, 'by') ?? 'unknown',
  };
}

/**
 * Makes way for another release: what is promoted ends released, without the rest of its bake; all else is rolled back. It
 * is a person's order, and so ends a pause, and waits for the end of no freeze.
 */
export function supersede(state: ReleaseState, { release, version, by }: Superseder, at: number): Next {
  const reason = `superseded by ${release}${version === '' ? '' : ` (${version})`}`;
  const told = noted(state, { at, by, what: reason });
  if (isBack(state)) return stay(told);
  const open = without(told, 'paused', 'frozen');
  if (phaseOf(state) === 'bake') return advance(open, at);
  if (phaseOf(state) !== 'decommission') return rollBack(told, { kind: 'aborted', by, reason }, at);
  const isActing = state.running?.kind === 'act' && state.running.act.kind !== 'watch';
  return isActing ? stay(open) : enter(open, at);
}
