import type { VersionCounts } from '../../domain/judgement/judge.js';
import { type Scenario, weightAt } from './scenario.js';
import { traffic } from './traffic.js';

/** A release of the scenario as `npm run -s judge` reads it, line by line; with these boundaries alone, where some are given. */
export function* recordingOf(scenario: Scenario, seed: number, boundaries?: readonly string[]): Generator<string> {
  const countsOf = ({ requests, failed, latencies }: VersionCounts): object => ({
    ...{ requests, failed },
    ...(latencies ? { le: narrowed(latencies.upTo, boundaries), sum: Math.round(latencies.sum) } : {}),
  });
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

function narrowed(upTo: Readonly<Record<string, number>>, boundaries?: readonly string[]): object {
  return Object.fromEntries(Object.entries(upTo).filter(([ms]) => boundaries?.includes(ms) ?? true));
}
