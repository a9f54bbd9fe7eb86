import { z } from 'zod';
import type { Limit, QueryCheck } from '../domain/check.js';
import type { Threshold } from '../domain/threshold.js';
import { across, acrossList, type Fields } from './across.js';
import { atLeastASecond } from './duration.js';
import { whole } from './number.js';
import { asksForVersion, query } from './query.js';
import { line } from './text.js';
import { threshold } from './threshold.js';
import { tolerance } from './tolerance.js';

const metrics = ['success-rate', 'p99', 'query'];
/** What only a query has: a limit is judged by all requests since the canary has users. */
const ofQueries = ['pass', 'fail', 'window', 'failures', 'minRequests', 'tolerance'];

const successRate = threshold('ratio', {
  operators: ['>=', '>'],
  expected: 'expected ">=" and a share of requests above 0%, 100% at most, such as ">= 99.5%"',
  is: (value, operator) => value > 0 && (operator === '>' ? value < 1 : value <= 1),
});
const p99 = threshold('milliseconds', {
  operators: ['<=', '<'],
  expected: 'expected "<=" and a time in ms or s, above 0 and 1 hour at most, such as "<= 400ms"',
  is: (value) => value > 0 && value <= 3_600_000,
});
const number = threshold('number', {
  operators: ['<', '<=', '>', '>='],
  expected: 'expected an operator and a number, such as "< 0.5"',
});

const written = z.strictObject({
  name: line('a name', 100).optional(),
  'success-rate': successRate.optional(),
  p99: p99.optional(),
  query: query.optional(),
  pass: number.optional(),
  fail: number.optional(),
  window: atLeastASecond('checks are asked once a second').optional(),
  failures: whole('a number of windows', { least: 1, most: 100 }).optional(),
  minRequests: whole('a number of requests', { least: 1, most: 1_000_000 }).optional(),
  tolerance: tolerance.optional(),
});
type Written = z.output<typeof written>;

/** A check as it is written: how far back a query looks may be left to the holds. */
export type WrittenCheck = Limit | (Omit<QueryCheck, 'windowMs'> & { windowMs?: number });

/** One check: exactly one of success-rate, p99 and query. */
export const check = across(written, (fields, complain) => {
  const chosen = metrics.filter((name) => fields.written.includes(name));
  if (chosen.length !== 1) complain('expected exactly one of success-rate, p99 and query');
  else for (const message of chosen[0] === 'query' ? queryProblems(fields) : limitProblems(fields)) complain(message);
})
  .transform(({ name, 'success-rate': rate, p99: time, ...more }): WrittenCheck => {
    if (rate) return { name: name ?? 'success rate', metric: 'success-rate', threshold: rate };
    if (time) return { name: name ?? 'p99', metric: 'p99', threshold: time };
    return queryCheck(name ?? 'query', more);
  })
  .meta({
    oneOf: metrics.map((name) => ({ required: [name] })),
    dependentRequired: { query: ['pass'], ...Object.fromEntries(ofQueries.map((name) => [name, ['query']])) },
  });

/** Limits of one's own, each by a name of its own. */
export const checks = acrossList(
  z.array(check).min(1, 'expected at least one check; leave checks out to have none'),
  (all, complain) => {
    const names = all.map((each) => each?.name);
    names.forEach((name, index) => {
      if (name !== undefined && names.indexOf(name) !== index)
        complain(`another check is called ${name}, too: give this one another name`, index);
    });
  },
);

function queryCheck(name: string, { query: promql = '', pass, fail, ...more }: Omit<Written, 'name'>): WrittenCheck {
  const { window, failures = 1, minRequests, tolerance: most } = more;
  return {
    ...{ name, metric: 'query', query: promql, failures },
    ...(window === undefined ? {} : { windowMs: window }),
    threshold: pass ?? { operator: '<=', value: 0 },
    ...(fail ? { fails: fail } : {}),
    ...(minRequests === undefined ? {} : { minRequests }),
    ...(most ? { tolerance: most } : {}),
  };
}

function limitProblems({ written: names }: Fields<Written>): string[] {
  const strange = ofQueries.filter((name) => names.includes(name));
  const told =
    'a success-rate and a p99 are judged by all requests since the canary has users, and stable is compared by the judge';
  return strange.length > 0 ? [`${strange.join(', ')}: only for a query; ${told}`] : [];
}

function queryProblems({ right, written: names }: Fields<Written>): string[] {
  const { query: promql, pass, fail, tolerance: most } = right;
  return [
    ...(names.includes('pass') ? [] : ['expected pass, what the number must be, such as "< 0.5"']),
    ...(pass && fail && !isApart(pass, fail)
      ? ['expected fail on the other side of pass, such as pass "< 0.5" and fail "> 1"']
      : []),
    ...(promql !== undefined && most && !asksForVersion(promql) ? [noVersion] : []),
  ];
}

const noVersion =
  'tolerance compares with stable: expected a query with {{version}} or {{deployment}}, else both have the same figure';

const isUpper = ({ operator }: Threshold): boolean => operator === '<' || operator === '<=';

function isApart(pass: Threshold, fail: Threshold): boolean {
  return isUpper(pass) ? !isUpper(fail) && fail.value >= pass.value : isUpper(fail) && fail.value <= pass.value;
}
