import { isFailure } from './is-failure.js';
import type { Tick, VersionCounts } from './judge.js';

/** A counter of a proxy as Prometheus has scraped it: times in seconds since 1970, rising, and values. */
export interface RawSeries {
  labels: Readonly<Record<string, string>>;
  samples: readonly (readonly [seconds: number, value: number])[];
}

/** Whose requests are counted. */
export interface Counted {
  canary: string;
  stable: string;
  /** When the release began, in seconds since 1970. What a proxy counted that began after it is all of the release. */
  begins: number;
}

/**
 * What the callers' proxies counted of both versions, by source workload and second, in the order of time. Nothing is
 * extrapolated: what a counter grew by between two scrapes is counted in the second of the later one. A series that begins
 * on a proxy that was scraped before counts whole (a canary's first failures always are such a series), and so does a
 * counter that began anew. Answers of neither version (`unknown`: no pod was there) are left out.
 */
export function ticksOf(series: readonly RawSeries[], counted: Counted): Tick[] {
  const firstScrapes = firstScrapeOf(series);
  const ticks = new Map<string, Tick>();
  for (const each of series) {
    const version = versionOf(each.labels, counted);
    if (!version) continue;
    const source = each.labels['source_workload'] ?? 'unknown';
    for (const [seconds, grown] of growth(each, firstScrapes.get(proxyOf(each)) ?? Infinity, counted.begins)) {
      const at = Math.ceil(seconds - counted.begins);
      const tick = ticks.get(`${at} ${source}`) ?? emptyTick(at, source);
      ticks.set(`${at} ${source}`, tick);
      add(tick[version], each.labels, grown);
    }
  }
  return [...ticks.values()].toSorted((a, b) => a.at - b.at || (a.source < b.source ? -1 : 1));
}

const proxyOf = ({ labels }: RawSeries): string => `${labels['instance']} ${labels['pod']}`;

/** When each proxy was scraped for the first time, of what is known. */
function firstScrapeOf(series: readonly RawSeries[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const each of series) {
    const proxy = proxyOf(each);
    const [at] = each.samples[0] ?? [Infinity];
    first.set(proxy, Math.min(at, first.get(proxy) ?? Infinity));
  }
  return first;
}

/** By how much the counter grew, and when that was seen. */
function* growth(
  { samples }: RawSeries,
  firstScrape: number,
  begins: number,
): Generator<[seconds: number, by: number]> {
  let before: number | undefined;
  for (const [seconds, value] of samples) {
    const isNewborn = before === undefined && (seconds > firstScrape || firstScrape > begins);
    if (before !== undefined || isNewborn)
      yield [seconds, value - (before === undefined || value < before ? 0 : before)];
    before = value;
  }
}

function versionOf(labels: RawSeries['labels'], { canary, stable }: Counted): 'canary' | 'stable' | undefined {
  const version = labels['destination_version'];
  if (version === canary) return 'canary';
  return version === stable ? 'stable' : undefined;
}

function add(counts: MutableCounts, labels: RawSeries['labels'], grown: number): void {
  const { __name__: name, le = '' } = labels;
  if (name === 'istio_requests_total') {
    counts.requests += grown;
    counts.failed += isFailure(labels) ? grown : 0;
    return;
  }
  const latencies = (counts.latencies ??= { requests: 0, sum: 0, upTo: {} });
  if (name === 'istio_request_duration_milliseconds_sum') latencies.sum += grown;
  else if (le === '+Inf') latencies.requests += grown;
  else if (le !== '') latencies.upTo[le] = (latencies.upTo[le] ?? 0) + grown;
}

type MutableCounts = VersionCounts & { latencies?: { requests: number; sum: number; upTo: Record<string, number> } };

const emptyTick = (at: number, source: string) => ({
  ...{ at, source },
  canary: { requests: 0, failed: 0 },
  stable: { requests: 0, failed: 0 },
});
