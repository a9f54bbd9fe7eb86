import { expect, test } from '@jest/globals';
import type { MetricsSource } from '../../../activities/metrics/metrics-source.js';
import { tallying } from '../../../activities/metrics/tallying.js';
import type { RawSeries } from '../../../domain/judgement/growth.js';
import type { Measured } from '../../../domain/measured.js';
import type { Tally, WatchedWeight } from '../../../domain/tally.js';
import { planOf } from '../../domain/planned.js';
import { type Counter, scrapedEachSecond } from './scraped-each-second.js';

const from = 1_000_000_000_000;
const { signal } = new AbortController();

/** Prometheus, as far as `tallying` asks it. */
function answering(scraped: (query: string, at: Date) => RawSeries[]): MetricsSource {
  const unasked = () => Promise.reject(new Error('not asked'));
  return { scraped: (query, at) => Promise.resolve(scraped(query, at)), sample: unasked, sampleOwn: unasked };
}

const scraping = (counters: Record<string, Counter>) =>
  answering((query, at) => scrapedEachSecond(query, at, counters));
const ofUsers = ({ whole }: Measured) => whole['users'];
/** So many a second, of which there were many before. */
const each = (perSecond: number) => (seconds: number) => 50_000 + perSecond * Math.floor(seconds - from / 1000 + 1000);

const first = { from, weight: 10, next: 20 };

async function looksAt(metrics: MetricsSource, seconds: number[], before?: Tally, watched: WatchedWeight = first) {
  const counting = tallying(metrics, planOf(), { ...watched, before });
  let now: Tally | undefined;
  for (const second of seconds) now = await counting.now(new Date(from + second * 1000), signal);
  if (!now) throw new Error('nobody looked');
  const { measured, judge } = now;
  return { seen: { measured, judge }, tally: counting.tally() };
}

/** Latencies are read every five seconds: of looks up to 1, 6, 11 ... the last one reads them. */
const everySecond = (until: number) => Array.from({ length: until }, (_, second) => second + 1);

test('requests are counted since the weight came into force, but for those until the first scrape a second later', async () => {
  const { seen } = await looksAt(scraping({ v1: each(9), v2: each(1) }), everySecond(30));
  expect(ofUsers(seen.measured)).toEqual({ canary: 29, total: 290 });
});

test('one look after a quarter of an hour counts what looks at each second would have counted', async () => {
  const metrics = scraping({ v1: each(9), v2: each(1) });
  const often = await looksAt(metrics, everySecond(1001));
  expect(await looksAt(metrics, [1001])).toEqual(often);
});

test('what another watch goes on from gives the same, to the last digit, through JSON', async () => {
  const metrics = scraping({ v1: (s) => each(9)(s) * 0.1, v2: (s) => each(1)(s) * 0.1 });
  const whole = await looksAt(metrics, everySecond(201));
  for (const killed of [1, 10, 59, 77, 150]) {
    const { tally } = await looksAt(metrics, everySecond(killed));
    const { seen } = await looksAt(metrics, [killed + 4, 201], JSON.parse(JSON.stringify(tally)));
    expect(seen).toEqual(whole.seen);
  }
});

test('at the next weight the share is counted anew, and the judge goes on with what it knows of the release', async () => {
  const metrics = scraping({ v1: each(9), v2: each(1) });
  const { tally } = await looksAt(metrics, everySecond(50));
  const next = { from: from + 60_500, weight: 20, next: 30 };
  const { measured, judge } = (await looksAt(metrics, [61, 80, 100], tally, next)).seen;
  expect(ofUsers(measured)).toEqual({ canary: 38, total: 380 });
  expect(judge).toMatchObject({ weight: 20, next: 30, release: { canary: { requests: 100 } } });
  expect(judge.step).toEqual({ canary: { requests: 38, failed: 0 }, stable: { requests: 342, failed: 0 } });
});

test('what was measured of the weight before is kept, but not of one before that, as after a skip', async () => {
  const metrics = scraping({ v1: each(9), v2: each(1) });
  const { tally } = await looksAt(metrics, everySecond(50));
  const earlierOf = async (previous: number) => {
    const next = { from: from + 60_500, previous, weight: 30, next: 40 };
    return (await looksAt(metrics, [61, 80], tally, next)).seen.measured.earlier;
  };
  expect(await earlierOf(10)).toEqual(tally.measured.whole);
  expect(await earlierOf(20)).toBeUndefined();
});

test('half an hour of stable before the first weight is its past: it is known, and not weighed', async () => {
  const failing = { v1: each(9), v2: (s: number) => Math.max(0, each(1)(s) - each(1)(from / 1000)) };
  const { judge } = (await looksAt(scraping(failing), [2])).seen;
  expect(judge.release.stable.requests).toBe(9 * 2);
  expect(judge.trouble.usual.requests).toBeGreaterThan(9000);
  expect(judge.release.canary.requests).toBe(2);
});

test('a scrape that comes late is counted where it belongs, and once', async () => {
  const counters = { v1: each(9), v2: each(1) };
  let now = from / 1000;
  const late = answering((query, at) =>
    scrapedEachSecond(query, at, counters).map(({ labels, samples }) => ({
      labels,
      samples: samples.filter(([second]) => second <= now - 9),
    })),
  );
  const counting = tallying(late, planOf(), first);
  for (; now <= from / 1000 + 40; now += 1) await counting.now(new Date(now * 1000), signal);
  const { seen } = await looksAt(scraping(counters), [61], counting.tally());
  expect(seen).toEqual((await looksAt(scraping(counters), everySecond(61))).seen);
});

test('a mesh that heard of the weight late has reached it: the last minutes are kept by themselves', async () => {
  const stuck = (s: number) => Math.max(0, Math.min(600, s - from / 1000));
  const metrics = scraping({
    v1: (s) => each(0)(s) + stuck(s) * 80 + (each(40)(s) - 40 * stuck(s)),
    v2: (s) => each(0)(s) + stuck(s) * 20 + (each(60)(s) - 60 * stuck(s)),
  });
  const { minute, whole } = (await looksAt(metrics, [750])).seen.measured;
  expect(whole['users']).toEqual({ canary: 20 * 599 + 60 * 150, total: 100 * 749 });
  expect(minute.before?.['users']).toEqual({ canary: 60 * 60, total: 100 * 60 });
});

const series = (labels: Record<string, string>, samples: RawSeries['samples']): RawSeries => ({
  labels: { __name__: 'istio_requests_total', source_workload: 'users', pod: 'users-1', ...labels },
  samples,
});

/** What was scraped of these series; offsets in seconds from the weight. */
const offsets = (all: RawSeries[]) =>
  answering((query, at) => {
    if (query.includes('istio_request_duration')) return [];
    const until = at.getTime() / 1000;
    const [, rangeMs = '0'] = /\[(\d+)ms[:\]]/.exec(query) ?? [];
    return all.flatMap(({ labels, samples }) => {
      const seen = samples
        .map(([offset, value]) => [from / 1000 + offset, value] as const)
        .filter(([second]) => second <= until && second > until - Number(rangeMs) / 1000);
      const told = query.startsWith('last_over_time') ? seen.slice(-1) : seen;
      return told.length > 0 ? [{ labels, samples: told }] : [];
    });
  });

const old = series({ destination_workload: 'reviews-v1' }, [
  [-20, 100],
  [2, 110],
  [7, 120],
  [12, 130],
]);

test('a first failure, a new proxy and a counter that began anew count whole; an old one that comes back does not', async () => {
  const firstFailure = series({ destination_workload: 'reviews-v2', response_code: '500' }, [[7, 3]]);
  const newProxy = series({ destination_workload: 'reviews-v2', pod: 'users-2' }, [
    [6, 50],
    [11, 55],
  ]);
  const anew = series({ destination_workload: 'reviews-v1', pod: 'users-3' }, [
    [-20, 700],
    [5, 701],
    [10, 4],
  ]);
  const silentSince = series({ destination_workload: 'reviews-v2', pod: 'users-4' }, [
    [-3000, 9000],
    [8, 9001],
    [13, 9003],
  ]);
  const { seen } = await looksAt(offsets([old, firstFailure, newProxy, anew, silentSince]), [15]);
  // v1: 20 and 4. v2: 3, then 5 (the first 50 began before anybody knows when), then 2.
  expect(ofUsers(seen.measured)).toEqual({ canary: 10, total: 34 });
});

test('what a Prometheus that was empty finds first is only where it begins', async () => {
  const unknown = series({ destination_workload: 'reviews-v2' }, [
    [5, 9000],
    [10, 9001],
  ]);
  expect(ofUsers((await looksAt(offsets([unknown]), [15])).seen.measured)).toEqual({ canary: 1, total: 1 });
});

test('a look that fails counts nothing, and the next one counts it', async () => {
  const whole = scraping({ v1: each(9), v2: each(1) });
  let isDown = false;
  const counting = tallying(
    { ...whole, scraped: (...asked) => (isDown ? Promise.reject(new Error('down')) : whole.scraped(...asked)) },
    planOf(),
    first,
  );
  await counting.now(new Date(from + 30_000), signal);
  isDown = true;
  await expect(counting.now(new Date(from + 700_000), signal)).rejects.toThrow('down');
  isDown = false;
  const { seen } = await looksAt(whole, [900]);
  expect(await counting.now(new Date(from + 900_000), signal)).toMatchObject(seen);
});
