import type { Command } from './command.js';
import type { Outcome, Phase, ReleaseState } from './release-state.js';
import type { Retry } from './retry.js';
import type { WatchReport } from './watch-report.js';

/** The workflow types, as they are started by name. */
export const releaseWorkflow = 'release';
export const serviceWorkflow = 'service';
export const warmUpWorkflow = 'warmUp';

/** The task queue of the workflows and of every short write; the other is for what takes long. */
export const actQueue = 'sluice';
export const watchQueue = 'sluice-watch';

/** The names that Temporal must know, all of type Keyword, for releases to be found by them. */
export const searchAttributes = ['SluiceNamespace', 'SluiceService', 'SluiceVersion', 'SluicePhase', 'SluiceOutcome'];

/** Query of a release: its whole state. */
export const stateQuery = 'state';
/** Signal of a watch to its release: the verdict has changed. */
export const observedSignal = 'observed';
/** Signal of a service to its release: it waited, and now it has the service. */
export const turnSignal = 'turn';
/** Signal of a waiting release to its service, which need do nothing: Temporal says whether it runs. */
export const waitingSignal = 'waiting';
/** Signal of a service to its release: another takes its place, `{ release, version, by }`. */
export const supersedeSignal = 'supersede';
/** Update of a service: starts the next release of it, or refuses. */
export const startUpdate = 'start';
/** Update of a service: takes back what a release left that was ended by force, or a release that has ended. */
export const mendUpdate = 'mend';
/** Query of a service: who has it, who waits for it, and the last releases. */
export const holderQuery = 'holder';
/** The memo of a service in which Temporal keeps who has it, once some have waited. */
export const holderMemo = 'holder';

/** What becomes of a start while another release has the service. */
export const ifBusyChoices = ['reject', 'queue', 'supersede'] as const;
export type IfBusy = (typeof ifBusyChoices)[number];

export interface StartRequest {
  /** The spec, YAML or JSON. */
  text: string;
  /** The value of the canary's version, for search. */
  version: string;
  by: string;
  /** Else `reject`. */
  ifBusy?: IfBusy;
  /** The release that is tried again with it. */
  retry?: Retry;
  /** Lets every weight of the release rise in spite of a freeze; it needs a reason. */
  override?: true;
  /** Why it is started, for the records. */
  reason?: string;
}

/** The longest spec, in characters: every run of a release carries it along, within what Temporal takes (2 MiB). */
export const longestText = 200_000;

export interface MendRequest {
  by: string;
  reason?: string;
  /** The last state of the release that is taken back: the answer of its query. */
  state: ReleaseState;
}

/** What `start` and `mend` answer. They refuse with a failure of type `Busy` while a release holds the service. */
export interface Started {
  /** The workflow id of the release. It runs already, also while it waits. */
  release: string;
  /** Its place in the queue, from 1; undefined: it has the service. */
  queued?: number;
}

export interface ServiceInput {
  cluster: string;
  namespace: string;
  service: string;
  /** What is carried over when the history grows long. */
  last?: Past[];
  count?: number;
  /** How often those that wait ask whether it still runs; an hour, unless said. */
  asksEveryMs?: number;
}

export interface ReleaseInput {
  text: string;
  by: string;
  /** As the request to start it says. */
  override?: true;
  /** Why it was started, or takes back. */
  reason?: string;
  /** `mend`: nothing is released, what is there is rolled back. */
  intent: 'release' | 'mend';
  /** It waits for the signal `turn`. */
  queued?: true;
  /** How often it asks meanwhile whether the service still runs; one that was begun by an older version does not. */
  asksEveryMs?: number;
  retry?: Retry;
  /** The state that it goes on from: after continue-as-new, or of the release that is to be mended. */
  state?: ReleaseState;
}

/** A release of a service that has ended. */
export interface Past {
  release: string;
  version: string;
  outcome: Outcome['kind'] | 'ended by force';
}

export interface Holder {
  /** The workflow id of the release that has the service; undefined: none. */
  holder?: string;
  /** In the order of their turns; a service of an older version does not say. */
  waiting?: Waiting[];
  /** The last releases that had the service, the newest first. */
  last: Past[];
  /** The release that was ended by force: while it is not taken back, nobody who waits has a turn. */
  stoppedBy?: string;
}

/** A release that waits for its turn. */
export interface Waiting {
  release: string;
  /** From 1, the next. */
  position: number;
  version: string;
  by: string;
  /** When it was asked for, in milliseconds since 1970. */
  since: number;
}

/** What a command is answered with. */
export interface Acknowledged {
  phase: Phase;
  weight: number;
  /** What follows, in a sentence. */
  what: string;
}

/** The update of a release that carries a command has the command's own name. */
export type CommandPayload = Pick<Command, 'by' | 'reason' | 'gate' | 'override'>;

/** Signal `observed`. */
export type Observed = WatchReport;

export function serviceId({ cluster, namespace, service }: ServiceInput): string {
  return `service/${cluster}/${namespace}/${service}`;
}

export function releaseId(input: ServiceInput, count: number): string {
  return `release/${input.cluster}/${input.namespace}/${input.service}/${count}`;
}
