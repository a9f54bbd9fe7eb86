import type { z } from 'zod';

/** Tells what is wrong with a value, or with something in it. What is wrong already is not told of twice. */
export type Complain = (message: string, ...path: PropertyKey[]) => void;

/** The fields that are right by themselves, and all that were written. */
export interface Fields<Value> {
  right: Partial<Value>;
  written: readonly string[];
}

/** An object whose fields a rule compares. It is asked, too, when some of them are wrong: one fault hides no other. */
export function across<Schema extends z.ZodObject>(
  schema: Schema,
  rule: (fields: Fields<z.output<Schema>>, complain: Complain) => void,
): Schema {
  return schema.superRefine(
    (value, context) => {
      const fields: Record<string, unknown> = value;
      const wrong = new Set(context.issues.map(({ path = [] }) => path[0]));
      const right = Object.fromEntries(
        Object.entries(fields).filter(([key, held]) => held !== undefined && !wrong.has(key)),
      );
      const complain: Complain = (message, ...path) => {
        if (path.length === 0 || !wrong.has(path[0])) context.addIssue({ code: 'custom', path, message });
      };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was found right is what the schema promises
      rule({ right: right as Partial<z.output<Schema>>, written: Object.keys(fields) }, complain);
    },
    { when: ({ value }) => isObject(value) },
  );
}

/** A list whose entries a rule compares; those that are wrong by themselves are undefined there. */
export function acrossList<Entry extends z.ZodType>(
  schema: z.ZodArray<Entry>,
  rule: (entries: (z.output<Entry> | undefined)[], complain: Complain) => void,
): z.ZodArray<Entry> {
  return schema.superRefine(
    (value, context) => {
      const wrong = new Set(context.issues.map(({ path = [] }) => path[0]));
      const right = value.map((entry, index) => (wrong.has(index) ? undefined : entry));
      rule(right, (message, ...path) => context.addIssue({ code: 'custom', path, message }));
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
