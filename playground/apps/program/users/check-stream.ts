import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isRecord, member } from '../json-shape.js';
import { describeLimits, isWithin, type NumberLimits } from '../number-limits.js';
import { streamDefaults, type StreamDefinition } from './stream-definition.js';

type Check = (value: unknown) => string | undefined;

const kinds = ['http', 'keepalive', 'grpc'];
const numberWithin =
  (limits: NumberLimits): Check =>
  (value) =>
    isWithin(value, limits) ? undefined : `must be ${describeLimits(limits)}`;
const isName = (value: unknown): boolean => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/.test(value);
const expectable = { min: 400, max: 599, integer: true };

const checks: Readonly<Record<keyof StreamDefinition, Check>> = {
  name: (value) => (isName(value) ? undefined : 'must be up to 63 small letters, digits and dashes'),
  kind: (value) => (kinds.some((kind) => kind === value) ? undefined : `must be one of ${kinds.join(', ')}`),
  url: (value) => (typeof value === 'string' && URL.canParse(value) ? undefined : 'must be an address'),
  ratePerSecond: numberWithin({ min: 0, max: 500 }),
  headers: (value) => (areHeaders(value) ? undefined : 'must be an object of valid header names and values'),
  timeoutMs: numberWithin({ min: 1, max: 60_000, integer: true }),
  messages: numberWithin({ min: 0, max: 1000, integer: true }),
  maxInFlight: numberWithin({ min: 1, max: 500, integer: true }),
  expectedStatuses: (value) =>
    Array.isArray(value) && value.every((status) => isWithin(status, expectable))
      ? undefined
      : 'must be a list of statuses from 400 to 599',
};

/** The definition `raw` stands for, with the defaults filled in; or everything that is wrong with it. */
export function checkStream(raw: unknown): { stream: StreamDefinition } | { problems: string[] } {
  if (!isRecord(raw)) return { problems: ['must be an object'] };
  const stream = { ...streamDefaults, ...raw };
  if (!isStream(stream)) return { problems: problemsOf(stream) };
  const problem = urlProblem(stream);
  return problem === undefined ? { stream } : { problems: [problem] };
}

function isStream(value: object): value is StreamDefinition {
  return problemsOf(value).length === 0;
}

function problemsOf(stream: object): string[] {
  const unknown = Object.keys(stream).filter((name) => !Object.hasOwn(checks, name));
  const problems = unknown.map((name) => `${name} is no setting of a stream`);
  for (const [name, check] of Object.entries(checks)) {
    const value = member(stream, name);
    const problem = check(value);
    if (problem !== undefined) problems.push(`${name} ${problem}, not ${JSON.stringify(value) ?? 'absent'}`);
  }
  return problems;
}

function urlProblem({ kind, url }: StreamDefinition): string | undefined {
  const { protocol, port, pathname } = new URL(url);
  const isGrpc = protocol === 'grpc:' && port !== '' && pathname === '';
  if (kind === 'grpc') return isGrpc ? undefined : `url must be grpc://host:port, not "${url}"`;
  return protocol === 'http:' ? undefined : `url must start with http://, not "${url}"`;
}

function areHeaders(value: unknown): boolean {
  return isRecord(value) && Object.entries(value).every(([name, text]) => isHeader(name, text));
}

function isHeader(name: string, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
