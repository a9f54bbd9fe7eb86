import type { z } from 'zod';

/** The same words whatever else was written; where nothing was, that it is missing, too. */
export const wanted = (expected: string) => ({
  error: ({ input }: z.core.$ZodRawIssue) => (input === undefined ? `missing; ${expected}` : expected),
});
