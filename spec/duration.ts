import { z } from 'zod';
import { wanted } from './wanted.js';

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
type Unit = keyof typeof milliseconds;
const expected = 'expected a time such as 60s, 10m or 1h';

/** A time as people write it (`500ms`, `60s`, `10m`, `1.5h`, `2d`), as milliseconds: none, or 1 ms to 365 days. */
export const duration = z
  .string(wanted(expected))
  .regex(/^\d{1,9}(\.\d{1,9})?(ms|s|m|h|d)$/, expected)
  .transform((text, { issues }) => {
    const [, number = '', unit = 's'] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
    const exact = Number(number) * milliseconds[isUnit(unit) ? unit : 's'];
    if (exact <= 365 * milliseconds.d && (exact === 0 || exact >= 1)) return Math.round(exact);
    issues.push({ code: 'custom', input: text, message: 'expected 0s, or 1ms to 365d' });
    return z.NEVER;
  });

/** A time of at least a second, the least that is looked at. */
export const atLeastASecond = (why = '') =>
  duration.refine((ms) => ms >= 1000, `expected at least 1s${why === '' ? '' : `: ${why}`}`);

function isUnit(text: string): text is Unit {
  return text in milliseconds;
}
