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
  return {
    requests: recent.requests * fades + seen.requests,
    failed: recent.failed.map((before, kind) => before * fades + (seen.failed[kind] ?? 0)),
  };
}

/** The share of requests that failed, 0 to 1; 0 when there was none. */
export const rateOf = ({ requests, failed }: Recent, kind: number): number =>
  requests > 0 ? (failed[kind] ?? 0) / requests : 0;
