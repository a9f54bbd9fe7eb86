import { judges, type JudgeName } from './judges.js';
import type { Scenario } from './scenario.js';
import { traffic } from './traffic.js';

/** What became of the releases of one scenario, by one judge. */
export interface Outcome {
  judge: JudgeName;
  releases: number;
  /** How many were taken back, after how many failed requests of the canary, and seconds since it was bad. */
  takenBack: number;
  failed: { median: number; p90: number };
  seconds: { median: number; p90: number };
  /** Each of these, rising. */
  times: readonly number[];
}

/** A step along the golden ratio: seeds that lie apart. */
const seedStep = 0.618_033_988_75;

/** Judges each release of the scenario by every judge: all hear the same traffic. */
export function runScenario(scenario: Scenario, names: readonly JudgeName[]): Outcome[] {
  const found = names.map((judge) => ({ judge, failed: [] as number[], seconds: [] as number[] }));
  for (let release = 1; release <= scenario.releases; release += 1) {
    const open = found.map((outcome) => ({ outcome, hears: judges[outcome.judge]() }));
    let failed = 0;
    for (const tick of traffic(scenario, (release * seedStep) % 1)) {
      const from = scenario.from ?? 0;
      if (tick.at >= from) failed += tick.canary.failed;
      for (const [at, { outcome, hears }] of [...open.entries()].toReversed()) {
        if (!hears(tick)) continue;
        outcome.failed.push(failed);
        outcome.seconds.push(tick.at + 1 - from);
        open.splice(at, 1);
      }
      if (open.length === 0) break;
    }
  }
  return found.map(({ judge, failed, seconds }) => ({
    ...{ judge, releases: scenario.releases, takenBack: failed.length },
    ...{ failed: spread(failed), seconds: spread(seconds), times: seconds.toSorted((a, b) => a - b) },
  }));
}

function spread(values: number[]): { median: number; p90: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { median: at(0.5), p90: at(0.9) };
}
