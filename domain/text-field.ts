const longest = 500;

/** A text out of a payload that may be anything: trimmed, cut at `limit` characters; undefined when there is none. */
export function textField(payload: unknown, key: string, limit = longest): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const value: unknown = Object.entries(payload).find(([each]) => each === key)?.[1];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, limit) : undefined;
}
