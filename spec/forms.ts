import { z } from 'zod';

/** What tells the forms of a value apart before any is read. */
type Kind = 'text' | 'number' | 'boolean' | 'null' | 'list' | 'object';

/**
 * One of several forms, told apart by the kind of what is written: its problems are those of the form that was meant, and
 * what is of no such kind is told what there is.
 */
export function forms<Forms extends Partial<Record<Kind, z.ZodType>>>(choices: Forms, expected: string) {
  type Output = z.output<NonNullable<Forms[keyof Forms]>>;
  const known: Partial<Record<Kind, z.ZodType>> = choices;
  const shown = Object.values(known).map((form) => {
    const { $schema: _, ...schema } = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' });
    return schema;
  });
  return z
    .unknown()
    .transform((value, context): Output => {
      const kind = kindOf(value);
      const read = kind && known[kind]?.safeParse(value);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the form is one of these
      if (read?.success) return read.data as Output;
      if (read) context.issues.push(...read.error.issues.map((issue) => asFound(issue, value)));
      else context.addIssue(value === undefined ? `missing; ${expected}` : expected);
      return z.NEVER;
    })
    .meta({ anyOf: shown });
}

/** A form's finding as one of the whole. */
function asFound(issue: z.core.$ZodIssue, input: unknown): z.core.$ZodRawIssue {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has all that a raw one has but the input
  return { ...issue, input } as z.core.$ZodRawIssue;
}

function kindOf(value: unknown): Kind | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' ? 'object' : undefined;
}
