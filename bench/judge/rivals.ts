import type { Tick, VersionCounts } from '../../domain/judgement/judge.js';
import type { Hears } from './hears.js';
import { noTimes, quantile } from './latencies.js';
import { isHigh } from './mann-whitney.js';

/** What of a version's requests is looked at. */
type Measure = (counts: VersionCounts) => number;

export const failing: Measure = ({ requests, failed }) => failed / requests;
export const meanMs: Measure = ({ latencies = noTimes() }) => latencies.sum / latencies.requests;
export const p99Ms: Measure = ({ latencies = noTimes() }) => quantile(latencies, 0.99);

const [windowSeconds, everySeconds] = [60, 10];
const [sampleSeconds, stepSeconds] = [5, 60];

/** As rivals come: the canary over the last minute, each ten seconds; the first that is over the limit is one too many. */
export function threshold(measure: Measure, limit: number): Hears {
  const window: Tick[] = [];
  return (tick) => {
    if (tick.at < 0) return false;
    window.push(tick);
    while ((window[0]?.at ?? tick.at) <= tick.at - windowSeconds) window.shift();
    if ((tick.at + 1) % everySeconds !== 0) return false;
    const counts = together(window.map(({ canary }) => canary));
    return counts.requests > 0 && measure(counts) > limit;
  };
}

/** As Kayenta judges: samples of five seconds, compared at each step's end. */
export function mannWhitney(measure: Measure): Hears {
  let [sample, canary, stable]: [Tick[], number[], number[]] = [[], [], []];
  return (tick) => {
    if (tick.at < 0) return false;
    sample.push(tick);
    if ((tick.at + 1) % sampleSeconds === 0) {
      for (const [version, values] of [['canary', canary] as const, ['stable', stable] as const]) {
        const counts = together(sample.map((each) => each[version]));
        if (counts.requests > 0) values.push(measure(counts));
      }
      sample = [];
    }
    if ((tick.at + 1) % stepSeconds !== 0) return false;
    const verdict = isHigh(canary, stable);
    [canary, stable] = [[], []];
    return verdict;
  };
}

function together(all: readonly VersionCounts[]): VersionCounts {
  const sum = { requests: 0, failed: 0, latencies: noTimes() };
  for (const { requests, failed, latencies } of all) {
    sum.requests += requests;
    sum.failed += failed;
    if (!latencies) continue;
    sum.latencies.requests += latencies.requests;
    sum.latencies.sum += latencies.sum;
    for (const [ms, count] of Object.entries(latencies.upTo))
      sum.latencies.upTo[ms] = (sum.latencies.upTo[ms] ?? 0) + count;
  }
  return sum;
}
