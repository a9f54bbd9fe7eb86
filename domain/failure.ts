/** Every trouble that an activity can have, by the name that Temporal's retries know it by. */
export const failures = {
  /** What was asked for is no spec, or the API server refuses it as wrong. */
  InvalidSpec: { permanent: true },
  /** Permissions are missing. */
  Forbidden: { permanent: true },
  /** A thing that the preflight saw is gone. */
  NotFound: { permanent: true },
  /** Somebody wrote at the same time: read again, then try again. */
  Conflict: { permanent: false },
  /** Told to come back later. */
  Throttled: { permanent: false },
  /** No answer, or none that says anything. */
  Unavailable: { permanent: false },
  /** A later act of the same release, or a later release, has the route now: this one must not write. */
  Superseded: { permanent: true },
} as const;

export type FailureType = keyof typeof failures;

/** What kept an act from being done. */
export interface ActFailure {
  type: FailureType;
  message: string;
  /** With `Superseded`: the epoch of this release under which the route was written since, by `abort --direct`. */
  epoch?: number;
}

/** The names of the troubles that no retry mends. */
export const permanentFailures = Object.entries(failures).flatMap(([name, { permanent }]) => (permanent ? [name] : []));

/** Reads the epoch from what goes with a failure, which may be anything. */
export function epochIn(detail: unknown): Pick<ActFailure, 'epoch'> {
  const epoch = typeof detail === 'object' && detail !== null && 'epoch' in detail ? detail.epoch : undefined;
  return typeof epoch === 'number' ? { epoch } : {};
}
