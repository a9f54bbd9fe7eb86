import type { VersionCounts } from '../../domain/judgement/judge.js';
import { type Scenario, weightAt } from './scenario.js';
import { traffic } from './traffic.js';

/** A release of the scenario as `npm run -s judge` reads it, line by line. */
export function* recordingOf(scenario: Scenario, seed: number): Generator<string> {
  yield JSON.stringify({ release: String(seed) });
  let weight = 0;
  for (const { at: t, source, canary, stable } of traffic(scenario, seed)) {
    if (weightAt(t) !== weight) {
      weight = weightAt(t);
      yield JSON.stringify({ t, weight });
    }
    yield JSON.stringify({ t, source, canary: countsOf(canary), stable: countsOf(stable) });
  }
}

function countsOf({ requests, failed, latencies }: VersionCounts): object {
  return { requests, failed, ...(latencies ? { le: latencies.upTo, sum: Math.round(latencies.sum) } : {}) };
}
