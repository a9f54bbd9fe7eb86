import { type QueryPart, queryParts } from '../../domain/query-parts.js';
import { inside, range } from './promql.js';

/** What the parameters of a query stand for. */
export interface Parameters {
  namespace: string;
  service: string;
  version: string;
  deployment: string;
  windowMs: number;
}

/**
 * A person's own query with its {{parameters}} filled in. A value is what the string that it stands in says there, whatever
 * its quotes; none can leave it. What cannot stand where it does is left as it is, and Prometheus refuses the query.
 */
export function fillQuery(query: string, { windowMs, ...texts }: Parameters): string {
  const names = new Map(Object.entries(texts));
  const fill = (part: QueryPart): string => {
    if (!('parameter' in part) || part.within === 'comment') return part.text;
    if (part.parameter === 'window') return range(windowMs);
    const value = names.get(part.parameter);
    return value === undefined || part.within === undefined ? part.text : inside(part.within, value);
  };
  return queryParts(query).map(fill).join('');
}
