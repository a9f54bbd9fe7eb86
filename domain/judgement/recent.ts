/** Requests and their failures of late, by kind of failure: sums in which what is `span` seconds old counts a third. */
export interface Recent {
  readonly requests: number;
  readonly failed: readonly number[];
}

/** Before anything was seen. */
export const nothingRecent = (kinds: number): Recent => ({
  requests: 0,
  failed: Array.from({ length: kinds }, () => 0),
});

/** The sums after `seconds` more, and then these requests. */
export function remember(
  recent: Recent,
  seen: { requests: number; failed: readonly number[] },
  { seconds, span }: { seconds: number; span: number },
): Recent {
  const fades = Math.exp(-seconds / span);
  const failed = recent.failed.slice(); // and a loop: eleven times in a tick
  for (let kind = 0; kind < failed.length; kind += 1)
    failed[kind] = (failed[kind] ?? 0) * fades + (seen.failed[kind] ?? 0);
  return { requests: recent.requests * fades + seen.requests, failed };
}

/** The share of requests that failed, 0 to 1; 0 when there was none. */
export const rateOf = ({ requests, failed }: Recent, kind: number): number =>
  requests > 0 ? (failed[kind] ?? 0) / requests : 0;
