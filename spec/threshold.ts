import { z } from 'zod';
import type { Threshold } from '../domain/threshold.js';

const pattern = /^(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(%|ms|s)?$/;

/** What a threshold's number may be written in; the result is in the base unit (a ratio, milliseconds, or as it is). */
const scales = {
  ratio: { '%': 0.01 },
  milliseconds: { ms: 1, s: 1000 },
  number: {},
} satisfies Record<string, Record<string, number>>;

const examples = { ratio: '">= 99.5%"', milliseconds: '"<= 400ms"', number: '"< 0.5"' };

/** A threshold as people write it: an operator, a number, and the unit that the metric wants. */
export function threshold(kind: keyof typeof scales): z.ZodType<Threshold, string> {
  const scale: Record<string, number> = scales[kind];
  const message = `expected an operator and a ${kind === 'number' ? 'number' : `number in ${Object.keys(scale).join(' or ')}`}, such as ${examples[kind]}`;
  return z.string().transform((text, context): Threshold => {
    const [, operator = '', number = '', unit] = pattern.exec(text.trim()) ?? [];
    const factor = unit === undefined ? (kind === 'number' ? 1 : undefined) : scale[unit];
    const value = Number(number) * (factor ?? Number.NaN);
    if (isOperator(operator) && Number.isFinite(value) && !(kind === 'ratio' && value > 1)) {
      return { operator, value: Number(value.toPrecision(12)) };
    }
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function isOperator(text: string): text is Threshold['operator'] {
  return ['<', '<=', '>', '>='].includes(text);
}
