import { z } from 'zod';

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
type Unit = keyof typeof milliseconds;

/** A time as people write it (`500ms`, `60s`, `10m`, `1.5h`, `2d`), as milliseconds. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a time such as 60s, 10m or 1h')
  .transform((text) => {
    const [, number = '', unit = 's'] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
    return Math.round(Number(number) * milliseconds[isUnit(unit) ? unit : 's']);
  });

function isUnit(text: string): text is Unit {
  return text in milliseconds;
}
