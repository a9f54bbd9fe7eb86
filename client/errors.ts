/** What kind of mistake was refused. */
export type RefusedKind =
  /** The spec has problems. */
  | 'invalid-spec'
  /** An argument, or a setting of the environment, makes no sense. */
  | 'invalid-argument'
  /** Preflight found problems; nothing was touched. */
  | 'preflight'
  /** Another release holds the service. */
  | 'busy'
  /** The command makes no sense now. */
  | 'not-now'
  /** There is no such release. */
  | 'not-found';

/** Refused, for a reason that the user can mend; nothing was touched. Exit code 2. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly kind: RefusedKind;
  /** All of them, each a sentence. */
  readonly problems: string[];
  /** With `preflight`: what a person should know besides. */
  readonly notes: string[];

  constructor(
    kind: RefusedKind,
    message: string,
    { problems = [], notes = [], ...options }: ErrorOptions & { problems?: string[]; notes?: string[] } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.problems = problems;
    this.notes = notes;
  }
}

/** What kind of trouble no change of the arguments mends. */
export type FaultKind =
  /** Temporal cannot be reached. */
  | 'unreachable'
  /** Temporal is there, but no worker answers. */
  | 'no-answer'
  /** The release's workflow was ended from outside: what it had done to the cluster stands. */
  | 'ended-by-force'
  /** The Kubernetes cluster refuses, or does not answer. */
  | 'cluster';

/** Something is broken that the command needs. Exit code 1. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
