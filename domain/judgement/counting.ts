import { type Growth, grown, nothingKnown, type RawSeries } from './growth.js';
import { isFailure } from './is-failure.js';
import type { Tick, VersionCounts } from './judge.js';

/** Who is who of the versions that answer, by what metrics call their workloads. */
export interface Versions {
  canary: string;
  /** Undefined on a first release. */
  stable?: string | undefined;
}

/** Whose requests are counted. */
export interface Counted extends Versions {
  /** When the release began, in seconds since 1970. What a proxy counted that began after it is all of the release. */
  begins: number;
}

/** What the callers' proxies counted of both versions, of all that Prometheus has scraped: `ticksFrom` of its growth. */
export function ticksOf(series: readonly RawSeries[], counted: Counted): Tick[] {
  return ticksFrom(grown(series, nothingKnown, counted.begins), counted);
}

/**
 * What the callers' proxies counted of both versions, by source workload and second, in the order of time. What a counter
 * grew by between two scrapes is counted in the second of the later one. What no pod answered is counted by itself.
 */
export function ticksFrom(growths: readonly Growth[], counted: Counted): Tick[] {
  const ticks = new Map<string, Tick>();
  for (const { labels, at: seconds, by } of growths) {
    if (by === 0) continue;
    const version = versionOf(labels, counted);
    if (!version && !isUnanswered(labels)) continue;
    const source = sourceOf(labels);
    const at = Math.ceil(seconds - counted.begins);
    const tick = ticks.get(`${at} ${source}`) ?? emptyTick(at, source);
    ticks.set(`${at} ${source}`, tick);
    if (version) add(tick[version], labels, by);
    else tick.unanswered = (tick.unanswered ?? 0) + by;
  }
  return [...ticks.values()].toSorted((a, b) => a.at - b.at || (a.source < b.source ? -1 : 1));
}

/** Whether the counter is of requests, and not of how long they took. */
export const isRequest = (labels: Growth['labels']): boolean => labels['__name__'] === 'istio_requests_total';

/** Whether no pod was there to answer: such a request belongs to neither version. */
export const isUnanswered = (labels: Growth['labels']): boolean =>
  isRequest(labels) && labels['destination_workload'] === 'unknown' && isFailure(labels);

/** Who sent the requests: the workload of the proxy that counted them. */
export const sourceOf = (labels: Growth['labels']): string => labels['source_workload'] ?? 'unknown';

/** Who answered; undefined: neither of the two. */
export function versionOf(labels: Growth['labels'], { canary, stable }: Versions): 'canary' | 'stable' | undefined {
  const workload = labels['destination_workload'];
  if (workload === canary) return 'canary';
  return workload !== undefined && workload === stable ? 'stable' : undefined;
}

function add(counts: MutableCounts, labels: Growth['labels'], by: number): void {
  const { __name__: name, le = '' } = labels;
  if (isRequest(labels)) {
    counts.requests += by;
    counts.failed += isFailure(labels) ? by : 0;
    return;
  }
  const latencies = (counts.latencies ??= { requests: 0, sum: 0, upTo: {} });
  if (name === 'istio_request_duration_milliseconds_sum') latencies.sum += by;
  else if (le === '+Inf') latencies.requests += by;
  else if (le !== '') latencies.upTo[le] = (latencies.upTo[le] ?? 0) + by;
}

type MutableCounts = VersionCounts & { latencies?: { requests: number; sum: number; upTo: Record<string, number> } };

const emptyTick = (at: number, source: string): Tick & Record<'canary' | 'stable', MutableCounts> => ({
  ...{ at, source },
  canary: { requests: 0, failed: 0 },
  stable: { requests: 0, failed: 0 },
});
