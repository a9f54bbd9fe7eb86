import { type Document, isMap, isNode, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { z } from 'zod';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { findingsOf } from './issues.js';
import { knownKeys } from './json-schema.js';
import { showPath, type SpecProblem } from './problem.js';
import { releaseSchema } from './schema.js';

/** A spec, or everything that is wrong with its text, in the order of its lines. */
export type Parsed = { spec: ReleaseSpec } | { problems: SpecProblem[] };

/** Reads the text of a release, YAML or JSON. Never throws: whatever is wrong is a problem with its line. */
export function parseRelease(text: string): Parsed {
  const empty = 'the spec is empty; the shortest has metadata, spec.canary and spec.traffic';
  const parsed = parseText(text, releaseSchema, empty);
  return 'problems' in parsed ? parsed : { spec: parsed.value };
}

/** Reads a text by the schema. `empty`: what is said of one without anything in it. */
export function parseText<Value>(
  text: string,
  schema: z.ZodType<Value>,
  empty: string,
): { value: Value } | { problems: SpecProblem[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = documents.flatMap(({ errors }) =>
    errors.map(({ pos, message }) => ({ ...at(pos[0]), path: '', message })),
  );
  if (syntax.length > 0) return { problems: syntax };
  const [document, second] = documents;
  if (!document || document.contents === null) return { problems: [{ line: 1, column: 1, path: '', message: empty }] };
  if (second)
    return { problems: [{ ...at(second.range[0]), path: '', message: 'expected one document; a second begins here' }] };
  const aliases = aliasesIn(document).map((offset) => ({ ...at(offset), path: '', message: noAlias }));
  if (aliases.length > 0) return { problems: aliases };
  const result = schema.safeParse(document.toJS());
  if (result.success) return { value: result.data };
  const problems = findingsOf(result.error.issues, knownKeys()).map(({ path, message }) => {
    return { ...at(offsetOf(document, path)), path: showPath(path), message };
  });
  return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** One that leads nowhere cannot be read at all, and a few that lead to each other would fill the memory. */
const noAlias = 'an alias (*) stands for what is written elsewhere: write it out here';

/** Where aliases stand in the text. */
function aliasesIn(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, { Alias: (_, { range }) => void offsets.push(range?.[0] ?? 0) });
  return offsets;
}

/** Where the path's key stands in the text, or else the nearest thing around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(last)) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
