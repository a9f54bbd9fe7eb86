import { z } from 'zod';
import type { Check } from '../domain/check.js';
import { duration } from './duration.js';
import { threshold } from './threshold.js';

/** What stands for what in a query: {{name}}. */
const queryParameters = ['namespace', 'service', 'version', 'window'];

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

/** One check: exactly one of success-rate, p99 and query. */
export const check = z
  .strictObject({
    name: z.string().min(1).optional(),
    'success-rate': threshold('ratio').optional(),
    p99: threshold('milliseconds').optional(),
    query: query.optional(),
    value: threshold('number').optional(),
    window: duration.prefault('30s'),
    failures: z.int().min(1).max(100).default(1),
    minRequests: z.int().min(1).max(1_000_000).optional(),
    tolerance: z.number().min(0).optional(),
  })
  .check((context) => {
    const { query: promql, value } = context.value;
    const metrics = ['success-rate', 'p99', 'query'].filter((name) => name in context.value);
    const complain = (message: string) => context.issues.push({ code: 'custom', input: context.value, message });
    if (metrics.length !== 1) complain('expected exactly one of success-rate, p99 and query');
    if ((promql === undefined) !== (value === undefined)) complain('query and value belong together');
  })
  .transform(({ name, window, failures, minRequests, tolerance, ...metric }): Check => {
    const options = {
      windowMs: window,
      failures,
      ...(minRequests === undefined ? {} : { minRequests }),
      ...(tolerance === undefined ? {} : { tolerance }),
    };
    if (metric['success-rate'])
      return { name: name ?? 'success rate', metric: 'success-rate', threshold: metric['success-rate'], ...options };
    if (metric.p99) return { name: name ?? 'p99', metric: 'p99', threshold: metric.p99, ...options };
    const limit = metric.value ?? { operator: '<=', value: 0 };
    return { name: name ?? 'query', metric: 'query', query: metric.query ?? '', threshold: limit, ...options };
  });
