/** Operations of JSON Patch (RFC 6902), all or nothing. A `test` that fails refuses them all. */
export type JsonPatch = (
  { op: 'add' | 'replace' | 'test'; path: string; value: unknown } | { op: 'remove'; path: string }
)[];

/** A path from its parts (RFC 6901). */
export function pointer(...parts: (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
