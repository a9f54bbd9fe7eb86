import { expect, test } from '@jest/globals';
import { fewSources, mostSources } from '../../../domain/judgement/few-sources.js';
import type { Growth } from '../../../domain/judgement/growth.js';

const growth = (source: string, name = 'istio_requests_total'): Growth => ({
  labels: { __name__: name, source_workload: source },
  ...{ since: 0, at: 1, by: 1 },
});
const sourcesOf = (growths: readonly Growth[]) => growths.map(({ labels }) => labels['source_workload']);

test('a few callers are told apart', () => {
  const growths = [growth('gateway'), growth('shop'), growth('gateway')];
  expect(fewSources(['cart'], growths)).toEqual({ sources: ['cart', 'gateway', 'shop'], growths });
});

test('of many those that came first, and all others as one', () => {
  const names = Array.from({ length: 200 }, (_, index) => `caller-${index}`);
  const first = fewSources(
    [],
    names.map((name) => growth(name)),
  );
  expect(first.sources).toEqual(names.slice(0, mostSources));
  expect(new Set(sourcesOf(first.growths))).toEqual(new Set([...names.slice(0, mostSources), 'others']));
  const next = fewSources(first.sources, [growth('caller-3'), growth('caller-150'), growth('caller-150', 'bucket')]);
  expect(sourcesOf(next.growths)).toEqual(['caller-3', 'others', 'others']);
  expect(next.sources).toEqual(first.sources);
});
