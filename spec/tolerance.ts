import { z } from 'zod';
import type { Tolerance } from '../domain/check.js';
import { forms } from './forms.js';
import { wanted } from './wanted.js';

const most = 1_000_000_000;
const expected = "expected a number in the query's own unit, or a part of stable's figure, such as 10%";

const number = z
  .number(wanted(expected))
  .min(0, 'expected a number from 0 up')
  .max(most, `expected ${most} at most`)
  .transform((value): Tolerance => ({ of: 'unit', value }));

const part = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,9})?%$/, expected)
  .transform((text): Tolerance => ({ of: 'stable', value: Number((Number(text.slice(0, -1)) / 100).toPrecision(12)) }));

/** How much worse than stable the canary may be. */
export const tolerance = forms({ number, text: part }, expected);
