import { z } from 'zod';
import type { Check, QueryCheck, Tolerance } from '../domain/check.js';
import type { Threshold } from '../domain/threshold.js';
import { duration } from './duration.js';
import { threshold } from './threshold.js';

/** What stands for what in a query: {{name}}. */
const queryParameters = ['namespace', 'service', 'version', 'window'];
/** What only a query has: a limit is judged by all requests since the canary has users. */
const ofQueries = ['pass', 'fail', 'window', 'failures', 'minRequests', 'tolerance'] as const;

const query = z
  .string()
  .min(1, 'expected PromQL')
  .check((context) => {
    for (const [, name = ''] of context.value.matchAll(/\{\{\s*(.*?)\s*\}\}/g)) {
      if (queryParameters.includes(name)) continue;
      const message = `{{${name}}} is no parameter; there are ${queryParameters.map((each) => `{{${each}}}`).join(', ')}`;
      context.issues.push({ code: 'custom', input: context.value, message });
    }
  });

const tolerance = z.union([
  z
    .number()
    .min(0)
    .transform((value): Tolerance => ({ of: 'unit', value })),
  z
    .string()
    .regex(
      /^\d{1,4}(\.\d{1,9})?%$/,
      "expected a number in the query's own unit, or a part of stable's figure, such as 10%",
    )
    .transform((text): Tolerance => ({
      of: 'stable',
      value: Number((Number(text.slice(0, -1)) / 100).toPrecision(12)),
    })),
]);

/** One check: exactly one of success-rate, p99 and query. */
export const check = z
  .strictObject({
    name: z.string().min(1).optional(),
    'success-rate': threshold('ratio').optional(),
    p99: threshold('milliseconds').optional(),
    query: query.optional(),
    pass: threshold('number').optional(),
    fail: threshold('number').optional(),
    window: duration.optional(),
    failures: z.int().min(1).max(100).optional(),
    minRequests: z.int().min(1).max(1_000_000).optional(),
    tolerance: tolerance.optional(),
  })
  .check(({ value, issues }) => {
    for (const message of problemsOf(value)) issues.push({ code: 'custom', input: value, message });
  })
  .transform(({ name, 'success-rate': rate, p99, ...written }): Check => {
    if (rate) return { name: name ?? 'success rate', metric: 'success-rate', threshold: rate };
    if (p99) return { name: name ?? 'p99', metric: 'p99', threshold: p99 };
    return queryCheck(name ?? 'query', written);
  });

interface Written {
  'success-rate'?: Threshold | undefined;
  p99?: Threshold | undefined;
  query?: string | undefined;
  pass?: Threshold | undefined;
  fail?: Threshold | undefined;
  window?: number | undefined;
  failures?: number | undefined;
  minRequests?: number | undefined;
  tolerance?: Tolerance | undefined;
}

function queryCheck(name: string, { query: promql = '', pass, fail, ...more }: Written): QueryCheck {
  const { window = 30_000, failures = 1, minRequests, tolerance: most } = more;
  return {
    ...{ name, metric: 'query', query: promql, windowMs: window, failures },
    threshold: pass ?? { operator: '<=', value: 0 },
    ...(fail ? { fails: fail } : {}),
    ...(minRequests === undefined ? {} : { minRequests }),
    ...(most ? { tolerance: most } : {}),
  };
}

function problemsOf(written: Written): string[] {
  const { 'success-rate': rate, p99, query: promql } = written;
  const metrics = [rate, p99, promql].filter((each) => each !== undefined);
  if (metrics.length !== 1) return ['expected exactly one of success-rate, p99 and query'];
  return promql === undefined ? limitProblems(written) : queryProblems(promql, written);
}

function limitProblems(written: Written): string[] {
  const { 'success-rate': rate, p99 } = written;
  const strange = ofQueries.filter((name) => written[name] !== undefined);
  const told =
    'a success-rate and a p99 are judged by all requests since the canary has users, and stable is compared by the judge';
  return [
    ...(strange.length > 0 ? [`${strange.join(', ')}: only for a query; ${told}`] : []),
    ...(rate && (isUpper(rate) || rate.value === 0)
      ? ['expected a success-rate of at least so much, such as ">= 99.5%"']
      : []),
    ...(p99 && (!isUpper(p99) || p99.value === 0) ? ['expected a p99 of at most so much, such as "<= 400ms"'] : []),
  ];
}

function queryProblems(promql: string, { pass, fail, tolerance: most }: Written): string[] {
  if (!pass) return ['expected pass, what the number must be, such as "< 0.5"'];
  const isApart =
    !fail || (isUpper(pass) ? !isUpper(fail) && fail.value >= pass.value : isUpper(fail) && fail.value <= pass.value);
  return [
    ...(isApart ? [] : ['expected fail on the other side of pass, such as pass "< 0.5" and fail "> 1"']),
    ...(most && !/\{\{\s*version\s*\}\}/.test(promql)
      ? ['tolerance compares with stable: expected a query with {{version}}, else both have the same figure']
      : []),
  ];
}

const isUpper = ({ operator }: Threshold): boolean => operator === '<' || operator === '<=';
