import type { Quote } from '../../domain/query-parts.js';

/** A text as a PromQL string literal: nothing in it can end the string. */
export function quote(text: string): string {
  return `"${inside('"', text)}"`;
}

/** A text as it stands inside a PromQL string of that kind. @throws for a text that no such string can say. */
export function inside(by: Quote, text: string): string {
  if (by !== '`') return text.replaceAll('\\', '\\\\').replaceAll(by, `\\${by}`).replaceAll('\n', '\\n');
  if (text.includes(by)) throw new Error(`no string in backticks can say ${text}`);
  return text;
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
