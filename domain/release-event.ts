import type { Act, Finding } from './act.js';
import type { Command } from './command.js';
import type { ActFailure } from './failure.js';
import type { ReleaseState } from './release-state.js';
import type { Superseder } from './superseded.js';
import type { WatchReport } from './watch-report.js';

/** What can happen to a release, and when, in milliseconds since 1970. */
export type ReleaseEvent = Happening & { at: number };

export type Happening =
  /** The workflow begins, or goes on after continue-as-new: what ran before is begun again. */
  | { kind: 'begun' }
  | { kind: 'command'; command: Command }
  /** The service is the release's own now. */
  | { kind: 'turn' }
  /** The service that it waits for, by its workflow id, runs no more. */
  | { kind: 'orphaned'; service: string }
  | { kind: 'superseded'; by: Superseder }
  /** An act has ended; `id` is the epoch that it ran under. */
  | { kind: 'found'; id: number; finding: Finding }
  /** An act could not be done for as long as it may try. */
  | { kind: 'failed'; id: number; failure: ActFailure }
  /** A wait is over. */
  | { kind: 'elapsed'; id: number }
  /** A watch tells of a changed verdict while it goes on. */
  | { kind: 'observed'; report: WatchReport };

/** What the workflow does about it. One thing runs at a time: each of these takes the place of what ran. */
export type Effect =
  /** `attempt`: how often this act has already been tried in vain, from 0. */
  { kind: 'act'; id: number; act: Act; attempt: number } | { kind: 'wait'; id: number; ms: number } | { kind: 'stop' };

/** A state, and what follows from it. */
export interface Next {
  state: ReleaseState;
  effects: Effect[];
}
