/** What one source counted in a second. */
export interface CountsLine {
  kind: 'counts';
  /** Seconds since the release began; below 0 before it. */
  t: number;
  source: string;
  canary: CountsOfLine;
  stable: CountsOfLine;
}
export interface CountsOfLine {
  requests: number;
  failed: number;
  /** Cumulative, by boundary in milliseconds. */
  le?: Record<string, number> | undefined;
  /** Milliseconds. */
  sum?: number | undefined;
}
/** The weight (percent) from a second on, and the one that is to follow. */
export interface WeightLine {
  kind: 'weight';
  t: number;
  weight: number;
  next?: number | undefined;
}
/** A line of a recording: what was counted, a new weight, or another release. */
export type Line = CountsLine | WeightLine | { kind: 'release'; release: string };

type Json = Readonly<Record<string, unknown>>;

/**
 * What a line says. It is looked at by hand, with no work for what is right: a schema took as long as to judge it.
 * @throws Error with everything that is wrong with it.
 */
export function readLine(text: string): Line {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new Error('no JSON object');
  const problems: string[] = [];
  if ('release' in value) {
    if (isRelease(value, problems)) return { kind: 'release', release: value.release };
  } else if ('weight' in value) {
    if (isWeight(value, problems)) return { kind: 'weight', t: value.t, weight: value.weight, next: value.next };
  } else if (isCounts(value, problems)) {
    const { t, source = 'all', canary, stable } = value;
    return { kind: 'counts', t, source, canary, stable };
  }
  throw new Error(problems.join('; '));
}

function isRelease(line: Json, problems: string[]): line is Json & { release: string } {
  if (typeof line['release'] !== 'string') problems.push('release: no text');
  return addUnknown(problems, line, ['release']);
}

function isWeight(line: Json, problems: string[]): line is Json & Omit<WeightLine, 'kind'> {
  if (!isWithin(line['t'], -1e9, 1e9)) problems.push('t: no number of seconds');
  if (!isWithin(line['weight'], 0, 100)) problems.push('weight: no number from 0 to 100');
  if (line['next'] !== undefined && !isWithin(line['next'], 0, 100)) problems.push('next: no number from 0 to 100');
  return addUnknown(problems, line, ['t', 'weight', 'next']);
}

function isCounts(
  line: Json,
  problems: string[],
): line is Json & Omit<CountsLine, 'kind' | 'source'> & { source?: string } {
  if (!isWithin(line['t'], -1e9, 1e9)) problems.push('t: no number of seconds');
  if (line['source'] !== undefined && typeof line['source'] !== 'string') problems.push('source: no text');
  addProblemsOf('canary', line['canary'], problems);
  addProblemsOf('stable', line['stable'], problems);
  return addUnknown(problems, line, ['t', 'source', 'canary', 'stable']);
}

function addProblemsOf(version: 'canary' | 'stable', counts: unknown, problems: string[]): void {
  if (!isJson(counts)) return void problems.push(`${version}: no counts`);
  const { requests, failed, le, sum } = counts;
  if (!isCount(requests)) problems.push(`${version}.requests: no whole number from 0 to 1e10`);
  if (!isCount(failed)) problems.push(`${version}.failed: no whole number from 0 to 1e10`);
  if (Number(failed) > Number(requests)) problems.push(`${version}: more failed than there were`);
  if (le !== undefined && !isHistogram(le)) problems.push(`${version}.le: no counts by boundary`);
  if (sum !== undefined && !isWithin(sum, 0, Infinity)) problems.push(`${version}.sum: no number of milliseconds`);
  addUnknown(problems, counts, ['requests', 'failed', 'le', 'sum'], `${version}.`);
}

/** Adds what nobody knows; answers whether nothing is wrong, here or before. */
function addUnknown(problems: string[], value: Json, known: readonly string[], of = ''): boolean {
  for (const key in value) if (!known.includes(key)) problems.push(`${of}${key}: unknown`);
  return problems.length === 0;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;

const isCount = (value: unknown): boolean => Number.isInteger(value) && isWithin(value, 0, 1e10);

function isHistogram(value: unknown): boolean {
  if (!isJson(value)) return false;
  for (const counted of Object.values(value)) if (!Number.isInteger(counted) || Number(counted) < 0) return false;
  return true;
}
