import type { Latencies } from '../../domain/judgement/slow.js';

/** Envoy's own, in milliseconds; what takes longer than the last is in the whole alone. */
export const boundaries = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** A histogram that grows. */
export interface Times extends Latencies {
  upTo: Record<string, number>;
}

export const noTimes = (): Times => ({
  ...{ requests: 0, sum: 0 },
  upTo: Object.fromEntries(boundaries.map((ms) => [ms, 0])),
});

/** Adds so many requests, each of which takes as long as `time` says. */
export function addTimes(times: Times, requests: number, time: () => number): void {
  for (let request = 0; request < requests; request += 1) {
    const took = time();
    times.sum += took;
    for (let at = boundaries.length - 1; at >= 0; at -= 1) {
      const boundary = boundaries[at] ?? 0;
      if (took > boundary) break;
      times.upTo[boundary] = (times.upTo[boundary] ?? 0) + 1;
    }
  }
  times.requests += requests;
}

/** The time (ms) that the share `of` of the requests does not exceed, by straight lines between the boundaries as Prometheus draws them. */
export function quantile({ requests, upTo }: Latencies, of: number): number {
  const rank = of * requests;
  const at = boundaries.findIndex((ms) => (upTo[ms] ?? 0) >= rank);
  if (at < 0) return boundaries.at(-1) ?? 0;
  const [below, above] = [boundaries[at - 1] ?? 0, boundaries[at] ?? 0];
  const [until, up] = [upTo[below] ?? 0, upTo[above] ?? 0];
  return up === until ? above : below + ((above - below) * (rank - until)) / (up - until);
}
