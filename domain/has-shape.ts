/** Whether a value that may be anything is what it should be. Never throws. */
export type Holds = (value: unknown) => boolean;

/** Whether it is an object whose fields are as they should be; further fields do not matter. */
export function hasShape(value: unknown, shape: Record<string, Holds>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(shape).every(([name, holds]) => holds(fields.get(name)));
}

export const isText: Holds = (value) => typeof value === 'string';
export const isNumber: Holds = (value) => typeof value === 'number';

export function optional(holds: Holds): Holds {
  return (value) => value === undefined || holds(value);
}

export function listOf(holds: Holds): Holds {
  return (value) => Array.isArray(value) && value.every(holds);
}
