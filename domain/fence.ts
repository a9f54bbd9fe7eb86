/**
 * Who writes, and in which order. Every write to the cluster carries one; the object written keeps the last. A write whose
 * fence is older than the object's is refused, so that what was sent before an abort cannot come into force after it.
 */
export interface Fence {
  /** The workflow id of the release. */
  release: string;
  /** When the release began, in milliseconds since 1970 by Temporal's clock: a later release goes before an earlier one. */
  since: number;
  /** Raised before each act of the release. */
  epoch: number;
  /** Written past the release, by a person's `abort --direct`. */
  direct?: { by: string; reason: string };
}

/** The fence above all that a release can still have under way: it never comes to so many acts. */
export function above({ release, since, epoch }: Fence): Fence {
  return { release, since, epoch: epoch + 1_000_000_000 };
}

/** Whether the holder of `mine` may write over what the holder of `theirs` wrote: not when theirs is the later one. */
export function mayWrite(mine: Fence, theirs: Fence | undefined): boolean {
  if (!theirs) return true;
  return mine.since === theirs.since ? mine.epoch >= theirs.epoch : mine.since > theirs.since;
}
