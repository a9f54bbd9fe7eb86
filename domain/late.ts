/**
 * How long an order may be on its way. Temporal keeps an update that nobody answered, and hands it to a worker that comes
 * an hour later: by then whoever sent it was told that nobody answers. Well above how far clocks are apart.
 */
export const orderLivesMs = 30_000;

/** Whether the payload says `until` (milliseconds since 1970), and that is over. What says nothing is never late. */
export function isLate(payload: unknown, now: number): boolean {
  if (typeof payload !== 'object' || payload === null || !('until' in payload)) return false;
  return typeof payload.until === 'number' && now > payload.until;
}
