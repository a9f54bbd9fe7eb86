/**
 * For how long an answer's header `Retry-After` asks to be left in peace, in milliseconds and at most `longestMs`: seconds, or
 * a date (RFC 9110). Undefined: nothing is said of it.
 */
export function retryAfterMs(value: unknown, longestMs: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, longestMs) : undefined;
}
