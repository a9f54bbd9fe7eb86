import { stringify } from 'yaml';
import { parseRelease } from '../../spec/parse.js';
import { showProblem } from '../../spec/problem.js';

const canary = { version: 'v2', image: 'reviews:v2' };

/** The text of the shortest spec with these fields in place of its own. */
export const textWith = (spec: Record<string, unknown>, top: Record<string, unknown> = {}): string =>
  stringify({
    ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace: 'bookinfo', name: 'reviews' } },
    ...{ spec: { canary, traffic: { istio: {} }, ...spec }, ...top },
  });

/** What is wrong with it, without the lines. */
export function problemsWith(spec: Record<string, unknown>, top: Record<string, unknown> = {}): string[] {
  const parsed = parseRelease(textWith(spec, top));
  return 'problems' in parsed ? parsed.problems.map((each) => showProblem(each).replace(/^line \d+, /, '')) : [];
}
