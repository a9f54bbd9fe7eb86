import type { Subject } from './istio-queries.js';
import { escape, range } from './promql.js';

/** A person's own query with its {{parameters}} filled in. The values are escaped: none can leave the string it stands in. */
export function fillQuery(query: string, { namespace, service, version, windowMs }: Subject): string {
  const values: Record<string, string> = {
    namespace: escape(namespace),
    service: escape(service),
    version: escape(version),
    window: range(windowMs),
  };
  return query.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}
