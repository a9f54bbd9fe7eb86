import type { z } from 'zod';
import { hintFor } from './hint.js';
import { nameOf } from './yaml-keys.js';

/** One finding of the schema: where in the data, and what is wrong there, once somebody asks. */
export interface Finding {
  path: PropertyKey[];
  message: () => string;
}

/**
 * What the schema found, unions resolved to the form that was meant, and a finding for each unknown key. Known keys are paths,
 * as `showPath` has them, with [] for any place of a list.
 */
export function findingsOf(
  issues: readonly z.core.$ZodIssue[],
  knownKeys: readonly string[],
  at: readonly PropertyKey[] = [],
): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = [...at, ...issue.path];
    if (issue.code === 'invalid_union') return findingsOf(meantBranch(issue.errors), knownKeys, path);
    if (issue.code === 'invalid_key') return findingsOf(issue.issues, knownKeys, path);
    if (issue.code === 'unrecognized_keys') {
      const keys = issue.keys.filter((key) => key !== '__proto__'); // which the reader has told
      return keys.map((key) => ({
        path: [...path, key],
        message: () => `unknown key ${nameOf(key)}${hintFor(key, path, knownKeys)}`,
      }));
    }
    return [{ path, message: () => wordsOf(issue) }];
  });
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeMessage(issue);
  return issue.message
    .replace(/^Invalid \w+: /, '')
    .replace(/^Too \w+: expected \w+ to (be|have) >=/, 'expected at least ')
    .replace(/^Too \w+: expected \w+ to (be|have) <=/, 'expected at most ')
    .replace(/^Too \w+: expected \w+ to be >/, 'expected more than ')
    .replace(/^Too \w+: expected \w+ to be </, 'expected less than ');
}

function typeMessage({ message, input, expected }: z.core.$ZodIssueInvalidType): string {
  const wanted = expected === 'record' ? 'object' : expected;
  if (input === undefined && message.includes('undefined')) return `missing; expected ${wanted}`;
  return message.replace(/^Invalid input: /, '').replace(/^expected int\b/, 'expected a whole number');
}

/** The form whose kind of value was given; its complaints are the ones that help. */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const isOtherKind = (branch: readonly z.core.$ZodIssue[]) =>
    branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return branches.find((branch) => !isOtherKind(branch)) ?? branches[0] ?? [];
}
