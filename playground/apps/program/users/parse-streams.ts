import { parse } from 'yaml';
import { member } from '../json-shape.js';
import { checkStream } from './check-stream.js';
import type { StreamDefinition } from './stream-definition.js';

/** The most streams there can be at once. */
export const maxStreams = 20;

/** Reads a list of streams from YAML (JSON is YAML too). `problems` has everything that is wrong with it. */
export function parseStreams(text: string): { streams: StreamDefinition[]; problems: string[] } {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    return { streams: [], problems: [`is neither YAML nor JSON: ${String(error)}`] };
  }
  if (!Array.isArray(raw)) return { streams: [], problems: ['must be a list of streams'] };
  return checkStreams(raw);
}

function checkStreams(raw: unknown[]): { streams: StreamDefinition[]; problems: string[] } {
  const streams: StreamDefinition[] = [];
  const problems = raw.length > maxStreams ? [`has ${raw.length} streams, at most ${maxStreams} are allowed`] : [];
  for (const [index, entry] of raw.entries()) {
    const checked = checkStream(entry);
    const name = JSON.stringify(member(entry, 'name')) ?? 'without name';
    const label = `stream ${index + 1} (${name})`;
    if ('problems' in checked) problems.push(...checked.problems.map((problem) => `${label}: ${problem}`));
    else if (streams.some((other) => other.name === checked.stream.name)) problems.push(`${label}: the name is taken`);
    else streams.push(checked.stream);
  }
  return { streams, problems };
}
