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

/** What a line says. @throws Error with everything that is wrong with it. */
export function readLine(text: string): Line {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new Error('no JSON object');
  const problems = problemsIn(value);
  if (problems.length > 0) throw new Error(problems.join('; '));
  if ('release' in value) return { kind: 'release', release: value['release'] as string };
  const { t, weight, next, source = 'all', canary, stable } = value as unknown as CountsLine & WeightLine;
  return 'weight' in value ? { kind: 'weight', t, weight, next } : { kind: 'counts', t, source, canary, stable };
}

/** By hand, and with no work for what is right: a schema took as long as to judge the line. */
function problemsIn(line: Json): string[] {
  const problems: string[] = [];
  if ('release' in line) {
    if (typeof line['release'] !== 'string') problems.push('release: no text');
    return withUnknown(problems, line, ['release']);
  }
  if (!isWithin(line['t'], -1e9, 1e9)) problems.push('t: no number of seconds');
  if ('weight' in line) {
    if (!isWithin(line['weight'], 0, 100)) problems.push('weight: no number from 0 to 100');
    if (line['next'] !== undefined && !isWithin(line['next'], 0, 100)) problems.push('next: no number from 0 to 100');
    return withUnknown(problems, line, ['t', 'weight', 'next']);
  }
  if (line['source'] !== undefined && typeof line['source'] !== 'string') problems.push('source: no text');
  addProblemsOf('canary', line['canary'], problems);
  addProblemsOf('stable', line['stable'], problems);
  return withUnknown(problems, line, ['t', 'source', 'canary', 'stable']);
}

function addProblemsOf(version: 'canary' | 'stable', counts: unknown, problems: string[]): void {
  if (!isJson(counts)) return void problems.push(`${version}: no counts`);
  const { requests, failed, le, sum } = counts;
  if (!isCount(requests)) problems.push(`${version}.requests: no whole number from 0 to 1e10`);
  if (!isCount(failed)) problems.push(`${version}.failed: no whole number from 0 to 1e10`);
  if (Number(failed) > Number(requests)) problems.push(`${version}: more failed than there were`);
  if (le !== undefined && !isHistogram(le)) problems.push(`${version}.le: no counts by boundary`);
  if (sum !== undefined && !isWithin(sum, 0, Infinity)) problems.push(`${version}.sum: no number of milliseconds`);
  withUnknown(problems, counts, ['requests', 'failed', 'le', 'sum'], `${version}.`);
}

function withUnknown(problems: string[], value: Json, known: readonly string[], of = ''): string[] {
  for (const key in value) if (!known.includes(key)) problems.push(`${of}${key}: unknown`);
  return problems;
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
