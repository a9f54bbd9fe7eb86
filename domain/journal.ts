import type { JournalEntry, ReleaseState } from './release-state.js';

const longest = 200;

/** The state with one more line in its journal; the oldest give way beyond 200. */
export function noted(state: ReleaseState, entry: Omit<JournalEntry, 'weight'>): ReleaseState {
  return { ...state, journal: [...state.journal, { ...entry, weight: state.weight }].slice(-longest) };
}

/** The state with what the release itself decided. */
export function decided(state: ReleaseState, at: number, what: string): ReleaseState {
  return noted(state, { at, by: 'sluice', what, ...(state.report ? { report: state.report } : {}) });
}
