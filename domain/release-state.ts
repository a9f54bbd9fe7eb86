import type { Act, Override } from './act.js';
import type { Command } from './command.js';
import type { Frozen } from './freeze.js';
import type { Approval, Gate } from './gate.js';
import type { Plan } from './plan.js';
import type { ReleaseSpec } from './release-spec.js';
import type { Retry } from './retry.js';
import type { Stage } from './stage.js';
import type { Weight } from './step.js';
import type { Tally } from './tally.js';
import type { WatchReport } from './watch-report.js';

/** Where a release is on its way; `SluicePhase` in Temporal. */
export const phases = [
  'queued',
  'preflight',
  'deploy',
  'verify',
  'load',
  'admit',
  'steps',
  'promote',
  'bake',
  'decommission',
  'roll-back',
  'ended',
] as const;
export type Phase = (typeof phases)[number];

/** How a release ended; `SluiceOutcome` in Temporal. */
export type Outcome =
  | { kind: 'released' }
  /** On evidence, or because of trouble that no retry mends. */
  | { kind: 'rolled-back'; why: string }
  | { kind: 'aborted'; by: string; reason: string }
  /** Nothing was touched. `notes`: what preflight would have people know besides. */
  | { kind: 'refused'; problems: string[]; notes?: string[] };

/** Everything a release is, as plain data: it survives continue-as-new and answers the query `state`. */
export interface ReleaseState {
  /** The workflow id. */
  release: string;
  /** When it began, in milliseconds since 1970, as all times here. */
  since: number;
  /** The spec as it was given; read anew by preflight. */
  text: string;
  spec?: ReleaseSpec;
  plan?: Plan;
  /** Whether phase and outcome may be written to Temporal's search attributes. */
  searchable?: boolean;
  /** What it goes through, and where it is; a rollback has stages of its own. */
  stages: Stage[];
  cursor: number;
  /** Raised before each act; the act that runs has this number. */
  epoch: number;
  /** What runs or is waited for; undefined: a person. */
  running?: Running;
  /** The weight that was written last, when, and the one before. */
  weight: Weight;
  weightSince: number;
  previousWeight: Weight;
  highestWeight: Weight;
  /** The steps' weights whose holds ended with a pass. */
  proved?: Weight[];
  /** The release that this one tries again. */
  retry?: Retry;
  /** It takes back a release that had ended: only as long as the route is as that one left it. */
  takesBack?: true;
  hold?: Hold;
  /** `foreign`: because of somebody else's edit, which resuming writes over. */
  paused?: { by: string; reason: string; at: number; foreign?: true };
  /** What is asked of a person before the weight may rise. */
  question?: Question;
  /** A freeze that it stands still in: since when, when it tries again, and whether it is our weight put back that waits. */
  frozen?: Frozen & { since: number; tryAt: number; putBack?: true };
  /** A person's word that lets the weight rise in a freeze: for the next rise, or for the whole release. */
  override?: Override & { of: 'rise' | 'release' };
  /** What trouble it waits to pass, in words, since when, and how often it was tried. */
  trouble?: { what: string; since: number; attempts: number };
  /** The last evidence, and what it was counted from. */
  report?: WatchReport;
  tally?: Tally;
  /** Why it goes back, once it does. */
  cause?: Exclude<Outcome, { kind: 'released' } | { kind: 'refused' }>;
  outcome?: Outcome;
  /** How many notices people have been sent. */
  notices?: number;
  /** Every decision, oldest first: the last 200. */
  journal: JournalEntry[];
}

/** What is asked of a person: whether to go on without evidence, or, where it names a gate, to approve that. */
export interface Question {
  gate?: string;
  text: string;
  since: number;
  /** Who may approve; undefined: anybody. */
  by?: string[];
  approved?: Approval[];
  /** How many approvals are missing. */
  missing?: number;
  /** When the gate's time is over, and what follows; undefined: it has no limit, or the clock stands. */
  until?: number;
  onTimeout?: NonNullable<Gate['timeout']>['action'];
  /** How much of the gate's time was left when the clock was stopped. */
  leftMs?: number;
}

export type Running = { kind: 'act'; id: number; act: Act } | { kind: 'wait'; id: number };

/** The time for which the present weight is watched. */
export interface Hold {
  /** How much of it was left when the clock last started, or stopped. */
  remainingMs: number;
  /** Since when the clock runs; undefined while it stands. */
  runningSince?: number;
  /** Since when it has been over and only evidence is missing. */
  wantingSince?: number;
}

/** One thing that was decided or that happened. */
export interface JournalEntry {
  at: number;
  /** Who: a person's name, or `sluice`. */
  by: string;
  /** What, in a sentence with its numbers. */
  what: string;
  weight: Weight;
  command?: Command['name'];
  report?: WatchReport;
}

/** What there is to do before there is a plan. */
export const firstStages: Stage[] = [{ kind: 'act', phase: 'preflight', act: 'preflight' }];

/** A release before its first act. `override`: begun by a person's word that no freeze holds it back. */
export function firstState(release: string, since: number, text: string, override?: Override): ReleaseState {
  const first: ReleaseState = {
    ...{ release, since, text, stages: firstStages, cursor: 0, epoch: 0 },
    ...{ weight: 0, weightSince: since, previousWeight: 0, highestWeight: 0, journal: [] },
  };
  if (!override) return first;
  const what = `begin, in spite of any freeze: ${override.reason}`;
  const journal = [{ at: since, by: override.by, what, weight: 0 }];
  return { ...first, override: { ...override, of: 'release' }, journal };
}

/** The phase that the state is in. */
export function phaseOf(state: ReleaseState): Phase {
  return state.outcome ? 'ended' : (state.stages[state.cursor]?.phase ?? 'ended');
}
