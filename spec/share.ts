import { z } from 'zod';
import { wanted } from './wanted.js';

/** A share of requests as people write it (`0.5%`), as a number from 0 to 1. */
export function share({ least, most }: { least: number; most: number }) {
  const range = `${percent(least)} to ${percent(most)}`;
  return z
    .string(wanted(`expected a share such as 0.5%, ${range}`))
    .regex(/^\d{1,3}(\.\d{1,9})?%$/, `expected a share such as 0.5%, ${range}`)
    .transform((text) => Number((Number(text.slice(0, -1)) / 100).toPrecision(12)))
    .refine((value) => value >= least && value <= most, `expected ${range}`);
}

const percent = (value: number): string => `${Number((value * 100).toPrecision(12))}%`;
