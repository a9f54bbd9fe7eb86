/** A text as a PromQL string literal: nothing in it can end the string. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** A text as it stands inside a PromQL string, for {{parameters}} that a query has put in quotes itself. */
export function escape(text: string): string {
  return quote(text).slice(1, -1);
}

/** A label selector from data: `{a="b",c=~"d|e"}`, where a label may have one of several values. */
export function selector(labels: Record<string, string | string[]>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => (typeof value === 'string' ? `${name}=${quote(value)}` : `${name}=~${oneOf(value)}`))
    .join(',')}}`;
}

function oneOf(values: string[]): string {
  return quote(values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));
}

/** A time as PromQL writes it, whole milliseconds. */
export function range(ms: number): string {
  return `${Math.max(1, Math.round(ms))}ms`;
}
