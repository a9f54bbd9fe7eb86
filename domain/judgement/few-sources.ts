import { isRequest, sourceOf } from './counting.js';
import type { Growth } from './growth.js';

/** So many callers are compared each by itself: all that is known of them must fit into what a release remembers. */
export const mostSources = 30;

/** What grew, with the callers that came after the first thirty taken for one; and the callers that are told apart from now on. */
export function fewSources(
  before: readonly string[],
  growths: readonly Growth[],
): { sources: readonly string[]; growths: readonly Growth[] } {
  const sources = [...before];
  for (const { labels } of growths) {
    const name = sourceOf(labels);
    if (sources.length < mostSources && isRequest(labels) && !sources.includes(name)) sources.push(name);
  }
  if (sources.length < mostSources) return { sources, growths };
  const apart = new Set(sources);
  return {
    sources,
    growths: growths.map((growth) => (apart.has(sourceOf(growth.labels)) ? growth : ofOthers(growth))),
  };
}

function ofOthers(growth: Growth): Growth {
  return { ...growth, labels: { ...growth.labels, source_workload: 'others' } };
}
