import { z } from 'zod';

/** A share of requests as people write it (`0.5%`), as a number from 0 to 1. */
export const share = ({ least, most }: { least: number; most: number }) =>
  z
    .string()
    .regex(/^\d{1,3}(\.\d{1,9})?%$/, 'expected a share such as 0.5%')
    .transform((text) => Number((Number(text.slice(0, -1)) / 100).toPrecision(12)))
    .refine((value) => value >= least && value <= most, `expected ${percent(least)} to ${percent(most)}`);

const percent = (value: number): string => `${Number((value * 100).toPrecision(12))}%`;
