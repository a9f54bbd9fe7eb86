import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillQuery } from '../../../activities/metrics/fill-query.js';
import {
  requestsQuery,
  requestsSinceQuery,
  scrapedQuery,
  successRateQuery,
} from '../../../activities/metrics/istio-queries.js';
import type { MetricsSource } from '../../../activities/metrics/metrics-source.js';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import type { Sample } from '../../../domain/check.js';
import { eventually, kubectl, playground } from '../playground/playground-command.js';
import '../patience.js';

const subject = { namespace: 'bookinfo', service: 'reviews', workload: 'reviews-v1', windowMs: 8000 };
let source: MetricsSource;
let ask: (query: string, at?: Date) => Promise<Sample>;

beforeAll(async () => {
  await playground(['reset']);
  const { parts } = JSON.parse((await playground(['status', '--json'])).stdout) as {
    parts: { name: string; address: string }[];
  };
  source = prometheus(parts.find(({ name }) => name === 'prometheus')?.address ?? '');
  ask = (query, at = new Date()) => source.sampleOwn(query, at, AbortSignal.timeout(50_000));
});
afterAll(() => playground(['reset']));

const value = async (query: string, at?: Date): Promise<number> => {
  const sample = await ask(query, at);
  return sample.kind === 'number' ? sample.value : Number.NaN;
};

async function behave(change: Record<string, unknown>): Promise<void> {
  const curl = ['curl', '-sf', '-X', 'PATCH', '-d', JSON.stringify(change), 'http://127.0.0.1:9100/behaviour'];
  await kubectl(['exec', '-n', 'bookinfo', 'deploy/reviews-v1', '-c', 'reviews', '--', ...curl]);
}

/** A moment that is told of for good: of the present, a scrape that comes in between is in one answer and not in the next. */
const lately = () => new Date(Date.now() - 10_000);

test('a good version: a rate of 1, and the requests that users send', async () => {
  expect(await eventually(async () => (await value(successRateQuery(subject))) === 1)).toBe(true);
  const seen = await eventually(async () => {
    const requests = await value(requestsQuery(subject), lately());
    return requests > 60 ? requests : undefined;
  });
  // About 24 a second from inside the mesh and 6 through productpage: 240 in the window, and not all that there ever were.
  expect(seen).toBeLessThan(2400);
});

test('a version that fails a fifth is seen so', async () => {
  await behave({ errorRate: 0.2 }); // exactly, so that what is off is Prometheus' own: the proxies are not scraped at once
  expect(await eventually(async () => Math.abs((await value(successRateQuery(subject))) - 0.8) < 0.04)).toBe(true);
  await behave({ errorRate: 1 });
  expect(await eventually(async () => (await value(successRateQuery(subject))) === 0)).toBe(true);
});

test('a version that nobody reaches has no figures', async () => {
  const absent = { ...subject, workload: 'reviews-v9' };
  expect(await Promise.all([successRateQuery, requestsQuery].map((make) => ask(make(absent))))).toEqual([
    { kind: 'no-data' },
    { kind: 'no-data' },
  ]);
});

test('when the callers were scraped, and what has come since', async () => {
  const at = lately();
  const since = (seconds: number, of = subject) => ask(requestsSinceQuery(of, seconds), at);
  const scraped = await value(scrapedQuery(subject), at);
  expect(Math.abs(scraped - at.getTime() / 1000)).toBeLessThan(60);
  expect(await since(scraped - 3)).toEqual({ kind: 'number', value: expect.any(Number) });
  expect(await value(requestsSinceQuery(subject, scraped - 3), at)).toBeGreaterThan(0);
  // Before there was anything, every counter is one that came since.
  const labels = `reporter="source",destination_service_namespace="bookinfo",destination_service_name="reviews",destination_workload="reviews-v1"`;
  expect(await since(0)).toEqual(await ask(`sum(istio_requests_total{${labels}})`, at));
  expect(await since(scraped - 3, { ...subject, workload: 'reviews-v9' })).toEqual({ kind: 'no-data' });
});

test('hostile values stay values', async () => {
  const version = 'v1"} or vector(1) #\n$(reboot)';
  const hostile = { ...subject, version, deployment: version };
  expect(await ask(requestsQuery({ ...subject, workload: version }))).toEqual({ kind: 'no-data' });
  expect(await ask(fillQuery('sum(istio_requests_total{destination_version="{{version}}"})', hostile))).toEqual({
    kind: 'no-data',
  });
});

test('a query that cannot be run is told in its own words; several series are no number', async () => {
  await expect(ask('sum(')).rejects.toMatchObject({
    type: 'InvalidSpec',
    message: expect.stringContaining('parse error'),
  });
  expect(await ask('up')).toMatchObject({ kind: 'many' });
});

test('what is asked at once is answered as if it were asked alone', async () => {
  const [at, signal] = [lately(), AbortSignal.timeout(50_000)];
  const queries = [requestsQuery(subject), successRateQuery(subject)];
  const together = await Promise.all(queries.map((query) => source.sample(query, at, signal)));
  const alone = await Promise.all(queries.map((query) => source.sampleOwn(query, at, signal)));
  expect(together).toEqual(alone);
  expect(together.map(({ kind }) => kind)).toEqual(['number', 'number']);
});
