import { expect, test } from '@jest/globals';
import type { MetricsSource } from '../../../activities/metrics/metrics-source.js';
import { windowOf } from '../../../activities/metrics/window-of.js';
import type { QueryCheck } from '../../../domain/check.js';
import type { RawSeries } from '../../../domain/judgement/growth.js';
import { planOf } from '../../domain/planned.js';

const check: QueryCheck = {
  ...{ name: 'errors', metric: 'query', query: 'errors{version="{{version}}"}[{{window}}]' },
  ...{ threshold: { operator: '<', value: 1 }, windowMs: 30_000, failures: 1 },
};

function asking(scraped: RawSeries[] = []): { asked: string[]; metrics: MetricsSource } {
  const asked: string[] = [];
  const metrics: MetricsSource = {
    sample: () => Promise.reject(new Error('not asked')),
    scraped: (query) => {
      asked.push(query);
      return Promise.resolve(scraped);
    },
    sampleOwn: (query) => {
      asked.push(query);
      return Promise.resolve({ kind: 'number', value: 1 });
    },
  };
  return { asked, metrics };
}

const at = new Date(1_000_000);
const { signal } = new AbortController();
const since = (ms: number) => ({ plan: planOf(), weight: 50, at, from: at.getTime() - ms, signal });

test.each([
  ['over its window', 60_000, 30_000],
  ['over all that there is', 30_000, 30_000],
  ['not to before the evidence begins', 4000, 4000],
  ['over nothing in which anything is scraped twice', 0, 1],
  ['nor before', -500, 1],
])('a query looks back %s', async (_, sinceMs, windowMs) => {
  const { asked, metrics } = asking();
  await windowOf(check, { metrics, ...since(sinceMs) });
  expect(asked).toEqual([`errors{version="v2"}[${windowMs}ms]`]);
});

test('stable is asked for where it is compared with, while it has users', async () => {
  const tolerant: QueryCheck = { ...check, tolerance: { of: 'unit', value: 1 } };
  const { asked, metrics } = asking();
  expect(await windowOf(check, { metrics, ...since(60_000) })).not.toHaveProperty('stable');
  expect(await windowOf(tolerant, { metrics, ...since(60_000), weight: 99 })).toHaveProperty('stable');
  expect(await windowOf(tolerant, { metrics, ...since(60_000), weight: 100 })).not.toHaveProperty('stable');
  expect(asked.filter((query) => query.includes('"v1"'))).toHaveLength(1);
});

test('requests are counted as they were scraped: a counter that is new counts whole, one from before by its growth', async () => {
  const labels = {
    __name__: 'istio_requests_total',
    instance: 'a',
    destination_workload: 'reviews-v2',
    response_code: '200',
  };
  const known: RawSeries = {
    labels,
    samples: [
      [980, 1000],
      [990, 1007],
    ],
  };
  const young: RawSeries = { labels: { ...labels, response_code: '500' }, samples: [[990, 3]] };
  const { asked, metrics } = asking([known, young]);
  const seen = await windowOf({ ...check, minRequests: 20 }, { metrics, ...since(60_000) });
  expect(seen).toEqual({ canary: { kind: 'number', value: 1 }, requests: 10 });
  expect(asked[1]).toMatch(/^istio_requests_total\{.*\}\[30000ms\]$/);
});
