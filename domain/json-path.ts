/** The parts of a JSON path, outermost first: names of fields and places in lists. */
export type JsonPath = (string | number)[];

/** A field by name, by name in quotes, or a place in a list. */
const part = /\.([^.[\]'"\s*?()@]+)|\[(\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Reads `$.a[0]['b c']`: fields and places, no wildcards or filters. Undefined when it is something else. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: JsonPath = [];
  for (let at = 1; at < text.length; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (!match) return undefined;
    const [, field, place, single, double] = match;
    path.push(place === undefined ? (field ?? single ?? double ?? '') : Number(place));
  }
  return path;
}

/** What stands at the path; undefined when nothing does. */
export function valueAt(data: unknown, path: JsonPath): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) !== (typeof key === 'number')) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}
