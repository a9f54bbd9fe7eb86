import { type QueryPart, queryParts } from '../../domain/query-parts.js';
import type { Subject } from './istio-queries.js';
import { inside, range } from './promql.js';

/**
 * A person's own query with its {{parameters}} filled in. A value is what the string that it stands in says there, whatever
 * its quotes; none can leave it. What cannot stand where it does is left as it is, and Prometheus refuses the query.
 */
export function fillQuery(query: string, { namespace, service, version, windowMs }: Subject): string {
  const names = new Map(Object.entries({ namespace, service, version }));
  const fill = (part: QueryPart): string => {
    if (!('parameter' in part) || part.within === 'comment') return part.text;
    if (part.parameter === 'window') return range(windowMs);
    const value = names.get(part.parameter);
    return value === undefined || part.within === undefined ? part.text : inside(part.within, value);
  };
  return queryParts(query).map(fill).join('');
}
