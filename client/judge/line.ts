import { z } from 'zod';

/** One check, no chain of four: there are four counts in each line. */
const count = z.custom<number>(isCount, { error: 'no whole number from 0 to 1e10' });
const version = z
  .strictObject({
    requests: count,
    failed: count,
    /** Cumulative, by boundary in milliseconds. Looked at by itself: there are many, in each line. */
    le: z.custom<Record<string, number>>(isHistogram, { error: 'no counts by boundary' }).optional(),
    /** Milliseconds. */
    sum: z.number().min(0).optional(),
  })
  .refine(({ requests, failed }) => failed <= requests, { error: 'more failed than there were' });
const seconds = z.number().min(-1e9).max(1e9);
const percent = z.number().min(0).max(100);

const schemas = {
  counts: z.strictObject({ t: seconds, source: z.string().default('all'), canary: version, stable: version }),
  weight: z.strictObject({ t: seconds, weight: percent, next: percent.optional() }),
  release: z.strictObject({ release: z.string() }),
};

export type CountsLine = z.infer<typeof schemas.counts>;
export type WeightLine = z.infer<typeof schemas.weight>;
/** A line of a recording: what one source counted in a second, a new weight, or another release. */
export type Line =
  | ({ kind: 'counts' } & CountsLine)
  | ({ kind: 'weight' } & WeightLine)
  | ({ kind: 'release' } & z.infer<typeof schemas.release>);

/** What a line says. @throws Error with everything that is wrong with it. */
export function readLine(text: string): Line {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no JSON object');
  if ('release' in value) return { kind: 'release', ...parsed(schemas.release, value) };
  if ('weight' in value) return { kind: 'weight', ...parsed(schemas.weight, value) };
  return { kind: 'counts', ...parsed(schemas.counts, value) };
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error)
    throw new Error(error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; '));
  return data;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1e10;
}

function isHistogram(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const counted of Object.values(value)) if (!Number.isInteger(counted) || counted < 0) return false;
  return true;
}
