import { z } from 'zod';
import type { Threshold } from '../domain/threshold.js';
import { wanted } from './wanted.js';

/** What a threshold's number may be written in; the result is in the base unit (a ratio, milliseconds, or as it is). */
const scales: Record<'ratio' | 'milliseconds' | 'number', Record<string, number>> = {
  ratio: { '%': 0.01 },
  milliseconds: { ms: 1, s: 1000 },
  number: { '': 1 },
};
/** No more digits than a number can keep. */
const numbers = {
  ratio: String.raw`\d{1,3}(?:\.\d{1,9})?`,
  milliseconds: String.raw`\d{1,7}(?:\.\d{1,9})?`,
  number: String.raw`-?\d{1,15}(?:\.\d{1,15})?(?:[eE][-+]?\d{1,2})?`,
};

/** What a metric's threshold may be. `expected`: the words for whatever else is written. */
interface Wanted {
  operators: Threshold['operator'][];
  expected: string;
  /** Whether a number in the base unit will do. */
  is?: (value: number, operator: Threshold['operator']) => boolean;
}

/** A threshold as people write it: an operator, a number, and the unit that the metric wants. */
export function threshold(kind: keyof typeof scales, { operators, expected, is = () => true }: Wanted) {
  const scale = scales[kind];
  const pattern = new RegExp(
    `^\\s*(${operators.join('|')})\\s*(${numbers[kind]})\\s*(${Object.keys(scale).join('|')})\\s*$`,
  );
  return z
    .string(wanted(expected))
    .regex(pattern, expected)
    .transform((text, { issues }): Threshold => {
      const [, written, number, unit = ''] = pattern.exec(text) ?? [];
      const operator = operators.find((each) => each === written);
      const exact = Number(number) * (scale[unit] ?? Number.NaN);
      const value = kind === 'number' ? exact + 0 : Number(exact.toPrecision(12)); // -0 is 0
      if (operator && is(value, operator)) return { operator, value };
      issues.push({ code: 'custom', input: text, message: expected });
      return z.NEVER;
    });
}
