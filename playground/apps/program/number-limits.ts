/** What a number may be; both ends included. */
export interface NumberLimits {
  min: number;
  max: number;
  integer?: boolean;
}

/** Says what a number within `limits` is, for a message: "a whole number from 0 to 65535". */
export function describeLimits(limits: NumberLimits): string {
  return `a ${limits.integer === true ? 'whole ' : ''}number from ${limits.min} to ${limits.max}`;
}

/** Whether `value` is a number within `limits`. NaN never is. */
export function isWithin(value: unknown, limits: NumberLimits): value is number {
  if (typeof value !== 'number' || !(value >= limits.min && value <= limits.max)) return false;
  return limits.integer !== true || Number.isInteger(value);
}
