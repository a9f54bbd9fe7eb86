import { type Document, isScalar } from 'yaml';
import type { z } from 'zod';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { findingsOf } from './issues.js';
import { knownKeys } from './json-schema.js';
import { offsetsIn } from './offset-of.js';
import type { SpecProblem } from './problem.js';
import { problemList, type Wrong } from './problem-list.js';
import { readYaml } from './read-yaml.js';
import { releaseSchema } from './schema.js';

/** A spec, or everything that is wrong with its text, in the order of its lines. */
export type Parsed = { spec: ReleaseSpec } | { problems: SpecProblem[] };

/** Reads the text of a release, YAML or JSON. Never throws: whatever is wrong is a problem with its line. */
export function parseRelease(text: string): Parsed {
  const empty = 'the spec is empty; the shortest has metadata, spec.canary and spec.traffic';
  const parsed = parseText(text, releaseSchema, { empty });
  return 'problems' in parsed ? parsed : { spec: parsed.value };
}

/** What is said of a text without anything in it, and which keys may have been meant by those that are unknown. */
interface Words {
  empty: string;
  /** Else those of a release. */
  keys?: readonly string[];
}

/** Reads a text by the schema. Never throws: what is wrong is told at once, as far as it can be known. */
export function parseText<Value>(
  text: string,
  schema: z.ZodType<Value>,
  { empty, keys }: Words,
): { value: Value } | { problems: SpecProblem[] } {
  const { documents, problems, isWhole } = readYaml(text, 1);
  const [document] = documents;
  if (!isWhole) return { problems: problemList(text, problems) };
  if (!document || isEmpty(document))
    return { problems: problemList(text, [...problems, { offset: 0, message: empty }]) };
  const result = schema.safeParse(document.toJS());
  if (result.success && problems.length === 0) return { value: result.data };
  const issues = result.success ? [] : wrongsOf(result.error.issues, document, keys ?? releaseKeys());
  return { problems: problemList(text, [...problems, ...issues]) };
}

function isEmpty({ contents }: Document): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function wrongsOf(issues: readonly z.core.$ZodIssue[], document: Document, keys: readonly string[]): Wrong[] {
  const offsetOf = offsetsIn(document);
  return findingsOf(issues, keys).map((finding) => ({ ...finding, offset: offsetOf(finding.path) }));
}

let known: readonly string[] | undefined;

/** Every key of a release. */
function releaseKeys(): readonly string[] {
  return (known ??= knownKeys());
}
