import type { Fence } from './fence.js';
import type { Frozen } from './freeze.js';
import type { Subscription } from './notice.js';
import type { Plan } from './plan.js';
import type { ReleaseSpec } from './release-spec.js';
import type { Phase } from './release-state.js';
import type { Weight } from './step.js';
import type { Tally } from './tally.js';
import type { ForeignEdit, WatchReport } from './watch-report.js';

/** What a release does to the cluster, or asks of it: one activity each, named alike. */
export type Act =
  /** Reads everything, changes nothing. */
  | { kind: 'preflight'; text: string }
  /** Creates the canary's Deployment, dark; repeats change nothing. */
  | { kind: 'deploy' }
  /** Waits until the canary's pods are ready, and, once admitted, are endpoints of the Service. */
  | { kind: 'awaitReady'; deadline: number; admitted: boolean }
  /** Sends the spec's requests to the canary from inside the cluster. */
  | { kind: 'verify'; admitted: boolean }
  /** The load test, in short batches. */
  | { kind: 'load' }
  /** Lets the Service select the canary's pods, whose weight is 0. `override`: of a freeze, as with `shift`. */
  | { kind: 'admit'; override?: Override }
  /**
   * Makes the subsets that are missing, and `weight` the one in force. `overwrite`: whatever somebody else wrote;
   * `override`: whose word it is that the weight rises even in a freeze.
   */
  | { kind: 'shift'; weight: Weight; overwrite: boolean; override?: Override }
  | ({ kind: 'watch' } & Watch)
  /** Waits until no request reaches the version, or its time limit; what still came is told. */
  | { kind: 'drain'; version: 'stable' | 'canary'; deadline: number }
  /** Takes the former stable away, as the spec says. */
  | { kind: 'decommission' }
  /**
   * Brings a former stable that is being taken away back to its replicas; `gone` when it no longer exists. `ended`: the
   * release was over; `refused` unless its canary still has everything, as it was left.
   */
  | { kind: 'restore'; ended?: true }
  /** Takes away what the release added to the cluster, but for the route. */
  | { kind: 'putBack' }
  /** Writes the route's last destinations, takes away subsets that are not needed, and marks the release's fence as ended. */
  | { kind: 'finish'; to: 'stable' | 'canary' };

/** A person's word that the weight may rise in spite of a freeze. */
export interface Override {
  by: string;
  reason: string;
}

/** What is watched, and until when; all times in milliseconds since 1970. */
export interface Watch {
  weight: Weight;
  /** The weight before, from which `weight` must be told apart. */
  previous: Weight;
  /** When `weight` came into force: the evidence begins there. */
  from: number;
  until: number;
  /** Ends with the first `pass` instead of at `until`. */
  endsOnPass: boolean;
  /** Whether an edit by somebody else ends it. */
  endsOnForeignEdit: boolean;
  /** Whether a `fail` ends it: not while a rollback waits for the route. */
  endsOnFail: boolean;
  /** What the watches before it have counted. */
  tally?: Tally;
}

export type ActKind = Act['kind'];

/** Whether it gives stable all users again, for which nobody's users must wait longer than need be. */
export function isTakingBack(act: Act): boolean {
  return act.kind === 'shift' && act.weight === 0 && act.overwrite;
}

/** What an activity is given; preflight has no spec and no plan yet. */
export type ActInput<Kind extends ActKind = ActKind> = {
  fence: Fence;
  act: Extract<Act, { kind: Kind }>;
  /** Where the release is, and why it goes back, if it does: for the worker's metrics alone. */
  phase?: Phase;
  cause?: 'rolled-back' | 'aborted';
} & (Kind extends 'preflight' ? unknown : { spec: ReleaseSpec; plan: Plan });

/** What an act found. Trouble is no finding: it is thrown, and retried. */
export type Finding =
  /** Done; `detail` says what, with its figures. */
  | { kind: 'done'; detail?: string }
  /** `searchable`: Temporal knows our search attributes; an unknown one would block the workflow. */
  | { kind: 'planned'; spec: ReleaseSpec; plan: Plan; searchable?: boolean }
  /** `notes`: what preflight would have people know besides; none where there is nothing. `notify`: who is told. */
  | { kind: 'refused'; problems: string[]; notes?: string[]; searchable?: boolean; notify?: Subscription[] }
  /** Evidence against the canary: reason enough to roll back. */
  | { kind: 'bad'; why: string }
  /** Somebody else has edited what is ours; nothing was written. */
  | { kind: 'foreign'; edit: ForeignEdit }
  /** The weight would have risen, and may not now; nothing was written. */
  | ({ kind: 'frozen' } & Frozen)
  | { kind: 'watched'; report: WatchReport; tally?: Tally }
  /** What was to be brought back no longer exists. */
  | { kind: 'gone'; what: string };
